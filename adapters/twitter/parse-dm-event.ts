import { z } from 'zod'
import type { Inbound } from '../adapter.ts'
import { unescapeText } from './message-text.ts'
import type { OwnMessage, Parsed } from './parse.ts'
import { inboundOf, pictureType } from './parse-message.ts'

/*
 * Direct messages as X lists them (v2), for a server without a webhook. Their ids are those of the webhook's, so that both may be used.
 * @see https://docs.x.com/x-api/direct-messages/lookup (read 2026-11)
 */

const number = z.string().regex(/^\d{1,32}$/)
const clean = z.string().transform(text => text.replaceAll('\u0000', '').toWellFormed())
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)

const mediaSchema = z.object({
  media_key: z.string(),
  type: optional(z.string()),
  url: optional(z.string()),
  variants: optional(
    z.array(
      z.object({ url: z.string(), content_type: optional(z.string()), bit_rate: optional(z.number()) }),
    ),
  ),
})
type Media = z.infer<typeof mediaSchema>

const eventSchema = z.object({
  id: number,
  event_type: z.string().default('MessageCreate'),
  text: clean.default('').catch(''),
  sender_id: number,
  created_at: optional(z.string()),
  dm_conversation_id: optional(z.string()),
  attachments: optional(z.object({ media_keys: z.array(z.string()).default([]) })),
  entities: optional(
    z.object({
      urls: z
        .array(
          z
            .object({ url: z.string().min(1), expanded_url: z.string() })
            .or(z.null())
            .catch(null),
        )
        .catch([]),
    }),
  ),
})
type DmEvent = z.infer<typeof eventSchema>

/** One page of the list, newest first. */
export const dmEventsSchema = z.object({
  data: z.array(z.unknown()).default([]).catch([]),
  includes: z
    .object({
      users: z
        .array(z.object({ id: number, name: optional(clean) }))
        .default([])
        .catch([]),
      media: z.array(mediaSchema).default([]).catch([]),
    })
    .default({ users: [], media: [] })
    .catch({ users: [], media: [] }),
  meta: z
    .object({ next_token: optional(z.string()) })
    .default({})
    .catch({}),
})
export type DmEventPage = z.infer<typeof dmEventsSchema>

/** Ids of X grow with time. */
export const isAfter = (id: string, cursor: string): boolean => BigInt(id) > BigInt(cursor)

/** The id of the newest event of a page; undefined for an empty one. */
export const newestOf = ({ data }: DmEventPage): string | undefined =>
  data
    .flatMap(event => eventSchema.safeParse(event).data?.id ?? [])
    .reduce<string | undefined>(
      (newest, id) => (newest === undefined || isAfter(id, newest) ? id : newest),
      undefined,
    )

/** What a page has after an event, oldest first. Own messages from before `sinceMs` are left out: which of them a person wrote is not to be told. */
export function parsePage(page: DmEventPage, cursor: string, account: string, sinceMs: number): Parsed {
  const parsed: Parsed = { inbound: [], own: [], receipts: [], revoked: false, ignored: [] }
  const users = Object.fromEntries(page.includes.users.map(({ id, name }) => [id, { name, data: undefined }]))
  for (const given of page.data.toReversed()) {
    const event = eventSchema.safeParse(given).data
    if (event === undefined || event.event_type !== 'MessageCreate' || !isAfter(event.id, cursor)) continue
    if (isOfGroup(event)) continue
    const isOwn = event.sender_id === account
    const customerId = isOwn ? otherOf(event, account) : event.sender_id
    if (customerId === undefined) continue
    const inbound = inboundOfEvent(event, page, {
      account,
      customerId,
      kind: isOwn ? 'echo' : 'activity',
      users,
    })
    if (!isOwn) parsed.inbound.push(inbound)
    else if ((timeOf(event) ?? 0) >= sinceMs) parsed.own.push(ownOf(event, customerId, account, inbound))
  }
  return parsed
}

function inboundOfEvent(
  event: DmEvent,
  page: DmEventPage,
  context: Parameters<typeof inboundOf>[3],
): Inbound {
  const keys = event.attachments?.media_keys ?? []
  const media = page.includes.media.find(({ media_key }) => keys.includes(media_key))
  const source = media && sourceOf(media)
  const attachments = source && [{ contentType: source.contentType, contentUrl: 'media:0' }]
  const activity = { type: 'message', text: textOf(event), ...(attachments && { attachments }) }
  return {
    ...inboundOf(event.id, timeOf(event), activity, context),
    settle: context.kind === 'activity',
    ...(source && { media: [source] }),
  }
}

const ownOf = (event: DmEvent, recipientId: string, account: string, echo: Inbound): OwnMessage => ({
  id: event.id,
  account,
  recipientId,
  appId: undefined,
  text: textOf(event),
  echo: [echo],
})

function textOf({ text, entities, attachments }: DmEvent): string {
  let said = unescapeText(text)
  for (const link of entities?.urls ?? []) {
    if (link === null) continue
    const isOwnPicture = attachments !== undefined && /\/messages\/media\//.test(link.expanded_url)
    if (isOwnPicture) said = said.replace(link.url, '')
    else if (/^https?:\/\//.test(link.expanded_url)) said = said.replaceAll(link.url, () => link.expanded_url)
  }
  return said.trim()
}

/** What people say to each other in a group is not said to the shop. `100-200` are two people, a group's id is one number. */
const isOfGroup = ({ dm_conversation_id: id }: DmEvent): boolean => id !== undefined && !id.includes('-')

/** The other one of `100-200`. */
function otherOf({ dm_conversation_id }: DmEvent, account: string): string | undefined {
  const [one, other] = dm_conversation_id?.split('-') ?? []
  if (one === undefined || other === undefined) return undefined
  return one === account ? other : one
}

function sourceOf({ url, variants = [] }: Media): { ref: { url: string }; contentType: string } | undefined {
  const films = variants.filter(({ content_type }) => content_type === 'video/mp4')
  const [best] = films.toSorted((one, other) => (other.bit_rate ?? 0) - (one.bit_rate ?? 0))
  if (best !== undefined) return { ref: { url: best.url }, contentType: 'video/mp4' }
  return url === undefined ? undefined : { ref: { url }, contentType: pictureType(url) }
}

function timeOf({ created_at }: DmEvent): number | undefined {
  const ms = Date.parse(created_at ?? '')
  return Number.isNaN(ms) ? undefined : ms
}
