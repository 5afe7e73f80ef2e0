import { z } from 'zod'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart } from '../degraded-part.ts'
import { splitText } from '../split-text.ts'
import { limits } from './limits.ts'
import { mentionedIn } from './parse-mention.ts'
import { POST_WEIGHT, weightedLength } from './weighted-length.ts'

/** What one call sends. */
export const payloadSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    text: z.string().optional(),
    /** Of the house's own store. */
    media: z.object({ contentUrl: z.string(), contentType: z.string() }).optional(),
  }),
  /** The one answer to a public post. */
  z.object({ kind: z.literal('post'), text: z.string() }),
  /** What a person wanted to say in public, from the desk. */
  z.object({ kind: z.literal('notHere') }),
])
export type Payload = z.infer<typeof payloadSchema>

/** The text of the one answer to a public post: an invitation to a direct message. */
const INVITATION = 'common.channel.mention'

/** One payload a message; in public the fixed sentence, whatever the bot would say. */
export function render(activities: readonly Activity[], context: RenderContext): readonly Json[] {
  if (mentionedIn(context.threadKey) !== undefined) {
    const isSaid = activities.some(({ type }) => type === 'message')
    const payload = isSaid ? publicPayload(context) : undefined
    return payload === undefined ? [] : [payload as Json]
  }
  return activities
    .flatMap(activity => degrade(activity, limits, context))
    .flatMap(part => (messageOf(part, context) as Json | undefined) ?? [])
}

function messageOf(part: DegradedPart, context: RenderContext): Payload | undefined {
  if (part.kind === 'text') return part.text === '' ? undefined : { kind: 'message', text: part.text }
  if (part.kind !== 'media') return undefined
  const { contentUrl, contentType, caption, link } = part
  const text = caption === undefined ? {} : { text: caption }
  if (contentUrl.startsWith('media:')) return { kind: 'message', ...text, media: { contentUrl, contentType } }
  const address = link ?? context.text('common.channel.media_unavailable')
  return { kind: 'message', text: caption === undefined ? address : `${caption}\n${address}` }
}

function publicPayload({ speaker, text }: RenderContext): Payload | undefined {
  if (speaker === 'agent') return { kind: 'notHere' }
  const invitation = text(INVITATION)
  if (invitation === '') return undefined
  const fits = weightedLength(invitation) <= POST_WEIGHT
  // No UTF-16 unit weighs more than two.
  return { kind: 'post', text: fits ? invitation : (splitText(invitation, POST_WEIGHT / 2)[0] as string) }
}
