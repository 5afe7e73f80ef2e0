import type { Role } from '../../protocol/api/desk.ts'
import type { HandoffFacts } from '../../protocol/api/handoff.ts'
import type { Json } from '../../protocol/json.ts'
import type { Understanding } from '../../protocol/understanding.ts'
import type { MaskPolicy } from './mask.ts'

/** Who reads a conversation. */
export interface Reader {
  role: Role
  /** They belong to the team that has it, or it is with them; true where there are no teams. */
  ownTeam: boolean
}

/** Who works on a conversation needs the customer's data to help; a supervisor of another team and a designer learn from it without. */
export const needsPersonal = ({ role, ownTeam }: Reader): boolean => role !== 'designer' && ownTeam

/** Fields that hold what identifies the customer. */
const IDENTIFYING: ReadonlySet<string> = new Set(['email', 'phone', 'postcode', 'address', 'proof'])
/** What was said in a conversation of any length is not all looked through for them. */
const MOST_VALUES = 50

/** The policy for one conversation: what is known of its customer to be personal, and of its order to be no card. */
export function policyFor(
  reader: Reader,
  facts: HandoffFacts | undefined,
  said: readonly { understanding?: Understanding }[] = [],
): MaskPolicy {
  const personal = !needsPersonal(reader)
  const { order = {}, slots = {} } = facts?.situation ?? {}
  // What the customer typed (`slots.number`) may be a card.
  const known = [order.number, order.tracking].filter(isNumberLike).map(String)
  const country = facts?.customer.country
  return {
    personal,
    ...(known.length > 0 && { known }),
    ...(country !== undefined && { country }),
    ...(personal && { hide: personalValues([slots, order], said) }),
  }
}

function personalValues(
  places: readonly Readonly<Record<string, Json>>[],
  said: readonly { understanding?: Understanding }[],
): string[] {
  const known = places.flatMap(place => Object.entries(place).filter(([name]) => IDENTIFYING.has(name)))
  const values = known.map(([, value]) => value).filter(value => typeof value === 'string')
  const entities = said.flatMap(({ understanding }) =>
    (understanding?.entities ?? []).filter(({ type }) => IDENTIFYING.has(type)),
  )
  return [...new Set([...values, ...entities.flatMap(({ text, value }) => [text, value])])].slice(
    0,
    MOST_VALUES,
  )
}

const isNumberLike = (value: Json | undefined): value is string | number =>
  typeof value === 'string' || typeof value === 'number'
