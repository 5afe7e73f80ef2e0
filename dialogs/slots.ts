import type { Json, JsonObject } from '../protocol/json.ts'
import type { Entity } from '../protocol/understanding.ts'
import type { Dialog } from './content.ts'

/** Types that mean something only as the answer to a question: "I want 2" fills no slot by itself. */
const ONLY_WHEN_ASKED: ReadonlySet<string> = new Set([
  'text',
  'yesno',
  'choice',
  'number',
  'ordinal',
  'attachment',
])

/** Types that tell which matter and which customer: said once, they hold for the whole conversation. */
const IDENTIFYING: ReadonlySet<string> = new Set(['order', 'email', 'phone', 'postcode'])

/** Whether a slot keeps its value for other dialogs that have a slot of the same name. */
export const isRemembered = (dialog: Dialog, slot: string): boolean => {
  const spec = dialog.slots.get(slot)
  return spec !== undefined && (spec.remember ?? spec.entity.every(type => IDENTIFYING.has(type)))
}

/** An entity as a slot's value: a yes or no as a boolean, numbers as numbers, all else as its normal form. */
export function entityValue({ type, value }: Entity): Json {
  if (type === 'yesno') return value === 'yes' || value === 'true'
  if (type === 'number' || type === 'ordinal') {
    const number = Number(value)
    return Number.isFinite(number) ? number : null
  }
  return value
}

/**
 * Empty slots of a dialog that these entities fill, in the dialog's order; each entity fills one.
 */
export function filledBy(dialog: Dialog, slots: JsonObject, entities: readonly Entity[]): JsonObject {
  const free = new Set(entities)
  const filled: JsonObject = {}
  for (const [name, { entity: types }] of dialog.slots) {
    if ((slots[name] ?? null) !== null) continue
    const hit = [...free].find(({ type }) => types.includes(type) && !ONLY_WHEN_ASKED.has(type))
    if (hit === undefined) continue
    free.delete(hit)
    filled[name] = entityValue(hit)
  }
  return filled
}

/** What this conversation already knows for a dialog's slots. */
export function rememberedFor(dialog: Dialog, remembered: JsonObject): JsonObject {
  const known = [...dialog.slots.keys()].filter(
    name => isRemembered(dialog, name) && (remembered[name] ?? null) !== null,
  )
  return Object.fromEntries(known.map(name => [name, remembered[name] ?? null]))
}
