import { z } from 'zod'
import { type Activity, activitySchema, type CardAction } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { degrade } from '../degrade.ts'
import type { DegradedPart, ShownChoices, ShownOption } from '../degraded-part.ts'
import { type ButtonForm, formOf } from './limits.ts'

/** One call to a connector: a new activity. `file`: of our store, sent inside the activity, or told of by `instead` where that can't be. */
export const payloadSchema = z.object({
  activity: activitySchema,
  file: z.object({ contentUrl: z.string(), instead: z.string() }).optional(),
})
type Payload = z.input<typeof payloadSchema>

/** A row's activities as what the account's channel can show. */
export function render(activities: readonly Activity[], context: RenderContext): readonly Json[] {
  const { limits, buttons } = formOf(context.account)
  return activities
    .flatMap(activity => degrade(activity, limits, context))
    .map(part => renderPart(part, buttons, context) as unknown as Json)
}

function renderPart(part: DegradedPart, buttons: ButtonForm, context: RenderContext): Payload {
  const { locale } = context
  switch (part.kind) {
    case 'typing':
      return { activity: { type: 'typing' } }
    case 'text':
      return { activity: { ...textOf(part.text, part.choices, buttons), locale } }
    case 'link': {
      const open = { type: 'openUrl', title: part.title, value: part.url }
      return { activity: { ...message(part.text), locale, suggestedActions: { actions: [open] } } }
    }
    case 'card':
      return { activity: { ...cards(part, buttons), locale } }
    case 'media':
      return file(part, context)
  }
}

const message = (text: string): Activity => ({ type: 'message', text, textFormat: 'markdown' })

function textOf(text: string, choices: ShownChoices | undefined, buttons: ButtonForm): Activity {
  if (choices === undefined) return message(text)
  if (buttons !== 'card')
    return { ...message(text), suggestedActions: { actions: actionsOf(choices, buttons) } }
  const card = { text, buttons: actionsOf(choices, buttons) }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: card }],
  }
}

function cards(part: Extract<DegradedPart, { kind: 'card' }>, buttons: ButtonForm): Activity {
  const attachments = [...part.cards]
  const layout = attachments.length > 1 ? { attachmentLayout: 'carousel' } : {}
  if (part.choices === undefined) return { type: 'message', attachments, ...layout }
  const actions = actionsOf(part.choices, buttons)
  if (buttons !== 'card') return { type: 'message', attachments, ...layout, suggestedActions: { actions } }
  const hero = { contentType: 'application/vnd.microsoft.card.hero', content: { buttons: actions } }
  return { type: 'message', attachments: [...attachments, hero], ...layout }
}

const actionsOf = ({ options }: ShownChoices, buttons: ButtonForm): CardAction[] =>
  options.map(option => (buttons === 'title' ? typed(option) : pressed(option)))

/** Comes back as words, which every platform can; the engine knows a title that is typed. */
const typed = ({ title }: ShownOption): CardAction => ({ type: 'imBack', title, value: title })

/** Comes back with our value, and with the title as the customer's words. */
const pressed = ({ title, value }: ShownOption): CardAction => ({
  type: 'messageBack',
  title,
  text: title,
  displayText: title,
  value,
})

function file(part: Extract<DegradedPart, { kind: 'media' }>, context: RenderContext): Payload {
  const { contentType, contentUrl, link, name, caption } = part
  const attachment = { contentType, contentUrl: link ?? contentUrl, ...(name === undefined ? {} : { name }) }
  const activity: Activity = {
    ...(caption === undefined ? { type: 'message' } : message(caption)),
    attachments: [attachment],
    locale: context.locale,
  }
  if (link !== undefined) return { activity }
  const instead = context.text('common.channel.media_unavailable', { name: name ?? '' })
  return { activity, file: { contentUrl, instead } }
}
