import type { Activity, CardAction } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'
import type { Limits, RenderContext } from '../adapter.ts'
import { splitText } from '../split-text.ts'

/**
 * Microsoft's limit is 256 K characters of JSON an activity; a character may take six in JSON, and cards need room too.
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-send-activity
 */
export const limits: Limits = {
  textChars: 32_000,
  buttons: 100,
  buttonChars: 200,
  reaches: 'while-open',
  markup: 'markdown',
  cards: true,
  typing: true,
}

/** Made by the server for the bot: clients never see them. */
const HIDDEN = new Set(['conversationUpdate', 'contactRelationUpdate', 'trace'])

/** One payload an activity, more where a text is too long: the last one then carries choices and cards. */
export function render(
  activities: readonly Activity[],
  context: Pick<RenderContext, 'locale'>,
): readonly Json[] {
  return activities
    .filter(activity => !HIDDEN.has(activity.type))
    .flatMap(activity => renderOne({ ...activity, locale: activity.locale ?? context.locale }))
    .map(activity => ({ activity }) as unknown as Json)
}

function renderOne(activity: Activity): Activity[] {
  const { id: _ours, text, suggestedActions, attachments, ...rest } = activity
  const parts = text === undefined ? [undefined] : splitText(text, limits.textChars)
  const from = { ...activity.from, id: activity.from?.id || 'bot', role: 'bot' }
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1
    return {
      ...rest,
      from,
      ...(part === undefined ? {} : { text: part }),
      ...(isLast && attachments ? { attachments } : {}),
      ...(isLast && suggestedActions
        ? { suggestedActions: { ...suggestedActions, actions: renderActions(suggestedActions.actions) } }
        : {}),
    }
  })
}

/** A pressed `postBack` comes back as `value`; `displayText` is what the page shows as the customer's words. */
function renderActions(actions: readonly CardAction[]): CardAction[] {
  return actions.slice(0, limits.buttons).map(action => {
    const shown = action.type === 'postBack' ? { displayText: action.displayText ?? action.title } : {}
    return { ...action, ...shown, title: shorten(action.title) }
  })
}

function shorten(title: string): string {
  if (title.length <= limits.buttonChars) return title
  return `${(splitText(title, limits.buttonChars - 1)[0] as string).trimEnd()}…`
}
