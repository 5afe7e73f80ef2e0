import type { Activity } from '../../protocol/activity.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import { type MaskPolicy, mask } from './mask.ts'

/** Slots and fields whose whole value is personal, by their last word: `email`, `delivery_address`, `customerPhone`; `proof` is what a customer proved an order by. */
const PERSONAL = /(?:e-?mail|phone|mobile|^tel|postcode|^zip|postal_?code|address|street|iban|^proof)$/i
/** Names and addresses of things, of no person: links and ids work only as they are. */
const TECHNICAL: ReadonlySet<string> = new Set([
  'id',
  'type',
  'contentType',
  'contentUrl',
  'timestamp',
  'channelId',
  'replyToId',
  '$schema',
  'choice',
])
/** More nested than anything that we make. */
const DEEPEST = 20

/** Plain JSON as `policy` lets it be read: texts in it masked, values of personal fields whole. */
export function maskJson(value: Json, policy: MaskPolicy): Json {
  return walk(value, policy, 0)
}

/** The same of an object, its shape kept. */
export const maskObject = <Kind extends object>(value: Kind, policy: MaskPolicy): Kind =>
  maskJson(value as unknown as Json, policy) as unknown as Kind

/** A message as `policy` lets it be read. For whom personal data is masked, the platform's own address and data of the customer are left out. */
export function maskActivity(activity: Activity, policy: MaskPolicy): Activity {
  const masked = maskObject(activity, policy)
  if (!policy.personal) return masked
  const { from, recipient: _, conversation: _conversation, channelData: _data, ...rest } = masked
  return {
    ...rest,
    ...(from === undefined ? {} : { from: { id: '', ...pick(from, 'name'), ...pick(from, 'role') } }),
  }
}

const pick = <Of extends object, Name extends keyof Of>(of: Of, name: Name): Partial<Pick<Of, Name>> =>
  of[name] === undefined ? {} : ({ [name]: of[name] } as Pick<Of, Name>)

function walk(value: Json, policy: MaskPolicy, depth: number): Json {
  if (typeof value === 'string') return mask(value, policy)
  if (typeof value === 'number') {
    const masked = mask(String(value), policy)
    return masked === String(value) ? value : masked
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) return value.map(entry => walk(entry, policy, depth + 1))
  const made: JsonObject = {}
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    made[name] = TECHNICAL.has(name)
      ? inner
      : policy.personal && PERSONAL.test(name)
        ? maskWhole(inner)
        : walk(inner, policy, depth + 1)
  }
  return made
}

/** Nothing of it is left but its length; an address in parts too. */
function maskWhole(value: Json): Json {
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replaceAll(/[^\s@.,]/g, '•')
  if (Array.isArray(value)) return value.map(maskWhole)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskWhole(inner ?? null)]))
}
