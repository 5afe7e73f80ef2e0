import { z } from 'zod'
import type { Activity } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart } from '../degraded-part.ts'
import { limits } from './limits.ts'

/** What one call sends. */
export const payloadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typing') }),
  z.object({
    kind: z.literal('message'),
    text: z.string(),
    /** Of the house's own store. */
    media: z
      .object({ contentUrl: z.string(), contentType: z.string(), name: z.string().optional() })
      .optional(),
  }),
])
export type Payload = z.infer<typeof payloadSchema>

/** One payload a message: options as numbered text, files with their caption. */
export function render(activities: readonly Activity[], context: RenderContext): readonly Json[] {
  return activities
    .flatMap(activity => degrade(activity, limits, context))
    .flatMap(part => (payloadOf(part, context) as Json | undefined) ?? [])
}

function payloadOf(part: DegradedPart, context: RenderContext): Payload | undefined {
  switch (part.kind) {
    case 'typing':
      return { kind: 'typing' }
    case 'text':
      return part.text === '' ? undefined : { kind: 'message', text: part.text }
    case 'media': {
      const { contentUrl, contentType, name, caption = '', link } = part
      if (contentUrl.startsWith('media:')) {
        const media = { contentUrl, contentType, ...(name === undefined ? {} : { name }) }
        return { kind: 'message', text: caption, media }
      }
      const address = link ?? context.text('common.channel.media_unavailable')
      return { kind: 'message', text: caption === '' ? address : `${caption}\n${address}` }
    }
    default:
      return undefined
  }
}
