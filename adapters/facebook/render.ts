import type { Activity } from '../../protocol/activity.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import type { Limits, RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart, ShownChoices } from '../degraded-part.ts'
import { fitsTemplate, genericTemplate } from './card-template.ts'
import { AGENT_WINDOW_MS } from './limits.ts'

/**
 * One payload a call. After 24 hours only an agent's words may go, for seven days, under the tag HUMAN_AGENT; the bot's wait for the customer: Meta has taken
 * back every other tag, and templates need an approval that a shop's bot has not.
 */
export const renderWith =
  (limits: Limits) =>
  (activities: readonly Activity[], context: RenderContext): readonly Json[] => {
    const isClosed = context.window === 'closed'
    if (isClosed && !mayTag(context)) return []
    return activities
      .flatMap(activity => {
        const cards = fitsTemplate(activity, context)
        return degrade(activity, { ...limits, cards, typing: limits.typing && !isClosed }, context)
      })
      .map(part => payloadOf(part, context))
      .map(payload => (isClosed ? { ...payload, tag: 'HUMAN_AGENT' } : payload))
  }

function mayTag({ speaker, lastInboundAt, now }: RenderContext): boolean {
  if (speaker !== 'agent' || lastInboundAt === undefined) return false
  return Date.parse(now) - Date.parse(lastInboundAt) < AGENT_WINDOW_MS
}

function payloadOf(part: DegradedPart, context: RenderContext): JsonObject {
  switch (part.kind) {
    case 'typing':
      return { action: 'typing_on' }
    case 'text':
      return { message: { text: part.text, ...quickReplies(part.choices) } }
    case 'link': {
      const button = { type: 'web_url', title: part.title, url: part.url }
      const payload = { template_type: 'button', text: part.text, buttons: [button] }
      return { message: { attachment: { type: 'template', payload } } }
    }
    case 'card':
      return { message: { attachment: genericTemplate(part.cards, context), ...quickReplies(part.choices) } }
    case 'media': {
      const { media: type, link, contentUrl, contentType, name } = part
      if (link !== undefined) return { message: { attachment: { type, payload: { url: link } } } }
      const upload = {
        id: contentUrl.replace(/^media:/, ''),
        type,
        contentType,
        ...(name === undefined ? {} : { name }),
      }
      return { message: {}, upload }
    }
  }
}

/** A quick reply needs a payload: one that is no choice of ours comes back by its title. */
const quickReplies = (choices: ShownChoices | undefined): JsonObject =>
  choices === undefined
    ? {}
    : {
        quick_replies: choices.options.map(({ title, payload }) => ({
          content_type: 'text',
          title,
          payload: payload ?? title,
        })),
      }
