import { z } from 'zod'
import { MAX_ACTIVITY_CHARS } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'

/** Deeper than any card that means something; without a wall a nested body ends the stack of whoever writes it as JSON. */
const MAX_DEPTH = 64

const id = z.string().min(1).max(1024)
const optionalId = z.string().max(1024).optional().catch(undefined)
const text = z.string().optional().catch(undefined)
const shortText = z.string().max(1024).optional().catch(undefined)

const memberSchema = z.looseObject({ id, name: shortText, role: shortText })
const manyOf = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform(items => items.slice(0, 100).flatMap(item => schema.safeParse(item).data ?? []))
    .optional()

const attachmentSchema = z.looseObject({
  contentType: z.string().max(255),
  contentUrl: z.string().max(MAX_ACTIVITY_CHARS).optional().catch(undefined),
  content: z.unknown().optional(),
  name: shortText,
})

/** What we read of an activity; a field of another shape counts as missing, an unknown one is no fault. */
const incomingSchema = z.looseObject({
  type: z.string().min(1).max(64),
  id: optionalId,
  timestamp: z.string().max(64).optional().catch(undefined),
  channelId: z.string().min(1).max(64),
  serviceUrl: z.string().min(1).max(2048),
  from: memberSchema.optional().catch(undefined),
  recipient: memberSchema.optional().catch(undefined),
  conversation: z.looseObject({
    id,
    isGroup: z.boolean().optional().catch(undefined),
    conversationType: shortText,
    tenantId: shortText,
  }),
  replyToId: optionalId,
  text,
  textFormat: shortText,
  locale: z.string().max(64).optional().catch(undefined),
  attachments: manyOf(attachmentSchema),
  entities: manyOf(z.looseObject({ type: z.string().max(255) })),
  value: z.unknown().optional(),
  name: shortText,
  action: shortText,
  membersAdded: manyOf(memberSchema),
  reactionsAdded: manyOf(z.looseObject({ type: z.string().max(64) })),
  reactionsRemoved: manyOf(z.looseObject({ type: z.string().max(64) })),
})
export type Incoming = z.output<typeof incomingSchema>

/** A posted body as JSON that every store takes; undefined for what is no object in UTF-8. */
export function readBody(body: Uint8Array): { [key: string]: Json } | undefined {
  try {
    const json = clean(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)), 0)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** The activity in a body; undefined where it names no sender's service, channel or conversation. */
export const readIncoming = (body: Json): Incoming | undefined => incomingSchema.safeParse(body).data

function clean(value: unknown, depth: number): Json {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed()
  if (typeof value !== 'object' || value === null) return value as Json
  if (depth === MAX_DEPTH) throw new RangeError('nested too deep')
  if (Array.isArray(value)) return value.map(item => clean(item, depth + 1))
  const entries = Object.entries(value).filter(([name, item]) => name !== '__proto__' && item !== null)
  return Object.fromEntries(entries.map(([name, item]) => [name, clean(item, depth + 1)]))
}
