import type { Activity, Attachment } from '../../protocol/activity.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { RenderContext } from '../adapter.ts'
import { type CardContent, cardContent } from '../card-text.ts'
import { choicePayload } from '../choice-payload.ts'

const MOST_ELEMENTS = 10
const MOST_CHARS = 80
const MOST_BUTTONS = 3
const BUTTON_CHARS = 20

/** Whether all cards of an activity fit into a generic template as they are: no word, link or button is lost. Those that don't are told as text. */
export function fitsTemplate({ attachments = [] }: Activity, context: RenderContext): boolean {
  const cards = attachments.filter(attachment => cardContent(attachment) !== undefined)
  const fitting = cards.filter(card => elementOf(card, context) !== undefined)
  return cards.length > 0 && cards.length <= MOST_ELEMENTS && fitting.length === cards.length
}

/**
 * Cards side by side.
 * @see https://developers.facebook.com/docs/messenger-platform/send-messages/template/generic (read 2026-11)
 */
export function genericTemplate(cards: readonly Attachment[], context: RenderContext): JsonObject {
  const elements = cards.flatMap(card => elementOf(card, context) ?? [])
  return { type: 'template', payload: { template_type: 'generic', elements } }
}

/** Undefined: it holds more than an element shows. */
function elementOf(card: Attachment, { mediaLink }: RenderContext): JsonObject | undefined {
  const content = cardContent(card)
  if (content === undefined || content.images.length > 1) return undefined
  const [title = '', ...rest] = content.lines
    .map(line =>
      line
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
    .filter(line => line !== '')
  const subtitle = rest.join('\n')
  const [image] = content.images
  const link = image === undefined ? undefined : mediaLink(image)
  const buttons = buttonsOf(content)
  // An element needs a title, and something beside it.
  if (title === '' || title.length > MOST_CHARS || subtitle.length > MOST_CHARS || !buttons) return undefined
  if ((image !== undefined && link === undefined) || (subtitle === '' && buttons.length === 0 && !link))
    return undefined
  return {
    title,
    ...(subtitle === '' ? {} : { subtitle }),
    ...(link === undefined ? {} : { image_url: link }),
    ...(buttons.length === 0 ? {} : { buttons }),
  }
}

function buttonsOf({ links, actions }: CardContent): JsonObject[] | undefined {
  const buttons: JsonObject[] = [
    ...links.map(({ title, url }) => ({ type: 'web_url', title, url })),
    ...actions.map(({ title, value }) => ({
      type: 'postback',
      title,
      payload: choicePayload(value) ?? title,
    })),
  ]
  const fits = ({ title }: JsonObject) => title !== '' && String(title).length <= BUTTON_CHARS
  return buttons.length <= MOST_BUTTONS && buttons.every(fits) ? buttons : undefined
}
