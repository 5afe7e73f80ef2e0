import type { OrderCard } from '../../protocol/api/package-parts.ts'
import type { JsonObject } from '../../protocol/json.ts'

/** Words for an agent, in one language: the desk's own, and what the bot calls its things. Undefined where nobody has a word for it. */
export interface AgentWords {
  /** BCP 47: the language in which the desk's own words are. */
  readonly language: string
  /** The desk's own: `reason.asked`, `summary.order`. */
  own(key: string, values?: Record<string, unknown>): string | undefined
  /** `order.status` → `Track my order`. */
  intent(name: string): string | undefined
  /** What a dialog is about. */
  dialog(name: string): string | undefined
  orderStatus(status: string): string | undefined
  cause(cause: string): string | undefined
  card(order: JsonObject): OrderCard
}

/** What the bot or the shop's system tried, in words; undefined where there are none. */
export function triedTitle(
  words: AgentWords,
  { kind, name }: { kind: string; name: string },
): string | undefined {
  if (kind === 'action') return words.own(`action.${name}`)
  return kind === 'dialog' ? words.dialog(name) : words.intent(name)
}
