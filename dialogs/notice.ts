import type { Activity } from '../protocol/activity.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Content } from './content.ts'
import { textOf } from './say.ts'
import { newTurn } from './turn-context.ts'
import type { TurnFacts } from './turn-types.ts'

/**
 * A text in the customer's language and register, to be said beside the dialogs while a person has the conversation: it changes no state. Undefined when no language has the
 * text. Pure.
 */
export function noticeOf(
  content: Content,
  state: Json | undefined,
  facts: TurnFacts,
  key: string,
  values: JsonObject,
): Activity | undefined {
  const turn = newTurn(content, state, facts)
  const text = textOf(turn, key, { bot: content.bot.name, ...values })
  if (text === undefined || text.trim() === '') return undefined
  return {
    type: 'message',
    id: `${facts.inboxId}:1`,
    timestamp: facts.now,
    text,
    from: { id: 'bot', name: content.bot.name, role: 'bot' },
    locale: turn.language,
    inputHint: 'acceptingInput',
  }
}
