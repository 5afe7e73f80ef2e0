import { z } from 'zod'
import { type Activity, activitySchema, MAX_ACTIVITY_CHARS } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import { liftChoice } from './choice.ts'
import { Refusal } from './refusal.ts'

/** Deeper than any card or value that means something; without a wall a nested body ends the stack of whoever writes it as JSON. */
const MAX_DEPTH = 64

/**
 * Any bytes to JSON that every store takes: NUL dropped, lone surrogates replaced, in strings and names at any depth.
 * No bytes at all are `undefined`.
 * @throws Refusal `BadArgument` for what is not JSON in UTF-8 or nested deeper than 64
 */
function readJson(body: Uint8Array): Json | undefined {
  if (body.length === 0) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Refusal('BadArgument', 'The body is not JSON in UTF-8.')
  }
  return clean(parsed, 0)
}

const cleanText = (text: string) => text.replaceAll('\u0000', '').toWellFormed()

function clean(value: unknown, depth: number): Json {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value as Json
  if (depth === MAX_DEPTH) throw new Refusal('BadArgument', `The body nests deeper than ${MAX_DEPTH} levels.`)
  if (Array.isArray(value)) return value.map(item => clean(item, depth + 1))
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__')
  return Object.fromEntries(entries.map(([name, item]) => [cleanText(name), clean(item, depth + 1)]))
}

const nullIsMissing = (value: unknown) => value ?? undefined
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(nullIsMissing, schema.optional())

const userSchema = z.object({
  id: optional(z.string().max(256)),
  name: optional(z.string().max(256)),
})

/** The body of POST /tokens/generate; unknown fields are ignored. */
export const generateSchema = z.object({
  user: optional(userSchema),
  trustedOrigins: optional(z.array(z.string().max(256)).max(50)),
})

/** The body of POST /conversations. */
export const startSchema = z.object({
  user: optional(userSchema),
  locale: optional(z.string().max(64)),
  trustedOrigins: optional(z.array(z.string().max(256)).max(50)),
})

/** The body of POST /tokens/resume, which is ours. */
export const resumeSchema = z.object({ resumeToken: z.string().min(1).max(8192) })

/** The body of POST /tokens/link, which is ours. */
export const linkSchema = z.object({ code: z.string().min(16).max(200) })

/** @throws Refusal `BadArgument` that names the field; a missing body counts as `{}` */
export function readBody<T extends z.ZodType>(body: Uint8Array, schema: T): z.infer<T> {
  return check(schema, readJson(body) ?? {})
}

/**
 * A posted activity as the client wrote it, cleaned, a pressed choice in `value`. Fields that are null count as missing, as
 * Microsoft's clients mean it.
 * @throws Refusal `MissingProperty`, `BadArgument`, `MessageSizeTooBig` (over 256 K characters)
 */
export function readActivity(body: Uint8Array): Activity {
  const json = readJson(body)
  if (json === undefined) throw new Refusal('MissingProperty', 'The body must be an activity.')
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Refusal('BadArgument', 'The body must be an activity: a JSON object.')
  }
  if (JSON.stringify(json).length > MAX_ACTIVITY_CHARS) {
    throw new Refusal('MessageSizeTooBig', `An activity may have ${MAX_ACTIVITY_CHARS} characters.`)
  }
  const present = withoutNulls(json)
  if (present.type === undefined) throw new Refusal('MissingProperty', 'The activity has no type.')
  for (const name of ['from', 'recipient', 'conversation']) {
    const part = present[name]
    if (typeof part === 'object' && !Array.isArray(part)) present[name] = withoutNulls(part as object)
  }
  return check(activitySchema, liftChoice(present))
}

const withoutNulls = (object: object): Record<string, Json> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))

function check<T extends z.ZodType>(schema: T, json: unknown): z.infer<T> {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || 'the body'
  throw new Refusal('BadArgument', `${where}: ${issue?.message ?? 'wrong'}`)
}
