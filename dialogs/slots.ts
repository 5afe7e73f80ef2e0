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
  'name',
  'attachment',
])

/** Types that tell which matter and which customer: said once, they hold for the whole conversation. */
const IDENTIFYING: ReadonlySet<string> = new Set(['order', 'email', 'phone', 'postcode'])

/** Whether a slot keeps its value for other dialogs that have a slot of the same name. */
export const isRemembered = (dialog: Dialog, slot: string): boolean => {
  const spec = dialog.slots.get(slot)
  return spec !== undefined && (spec.remember ?? spec.entity.every(type => IDENTIFYING.has(type)))
}

/** An entity as a slot's value: a yes or no as a boolean, numbers as numbers, money as `{amount, currency}`, all else as its normal form (an ordinal may be `last`). */
export function entityValue({ type, value }: Entity): Json {
  if (type === 'yesno') return value === 'yes' || value === 'true'
  if (type === 'money') {
    const [amount, currency = ''] = value.split(' ')
    return { amount: Number(amount), currency }
  }
  if (type === 'ordinal' && value === 'last') return value
  if (type === 'number' || type === 'ordinal') {
    const number = Number(value)
    return Number.isFinite(number) ? number : null
  }
  return value
}

/** What was typed, without separators: a number that was read as a postcode may be meant as an order number (`10-432`, typed `10432`). */
export const asTyped = ({ text }: Entity): string => text.normalize('NFKC').replace(/[\s#-]/g, '')

/** Whether an entity says the value that a slot has, whatever type it was read as; money is a record. */
export const standsFor = (entity: Entity, value: Json): boolean => {
  const own = entityValue(entity)
  return own === value || asTyped(entity) === value || JSON.stringify(own) === JSON.stringify(value)
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
