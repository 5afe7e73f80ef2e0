import type { HandoffFacts } from '../protocol/api/handoff.ts'
import type { HandoffReason, Priority } from '../protocol/conversation.ts'

/** What makes a hand-off more urgent: desk.yaml's `priority`. */
export interface PriorityRules {
  reason: Readonly<Partial<Record<HandoffReason, Priority>>>
  /** By the mood of the customer's last message. */
  sentiment: Readonly<Partial<Record<string, Priority>>>
  /** After so many angry or unhappy messages in a row. */
  streak: readonly { count: number; priority: Priority }[]
  /** After so long without an answer. */
  waiting: readonly { afterMs: number; priority: Priority }[]
  /** From this value of the order on, in the currency's own unit. */
  order: readonly { currency: string; from: number; priority: Priority }[]
}

const RANKS: readonly Priority[] = ['low', 'normal', 'high', 'urgent']

/** The more urgent of these. */
export const higher = (first: Priority, ...rest: readonly (Priority | undefined)[]): Priority =>
  rest.reduce<Priority>(
    (most, one) => (one !== undefined && RANKS.indexOf(one) > RANKS.indexOf(most) ? one : most),
    first,
  )

/** Less than 0 when `a` is the more urgent. */
export const compareUrgency = (a: Priority, b: Priority): number => RANKS.indexOf(b) - RANKS.indexOf(a)

/**
 * How urgent it is by what is known of it, and at least `asked`: nothing that is urgent becomes less so. Waiting time comes on top, as it passes.
 */
export function priorityOf(
  asked: Priority,
  reason: HandoffReason,
  { situation }: Pick<HandoffFacts, 'situation'>,
  rules: PriorityRules,
): Priority {
  const { sentiment, order } = situation
  const mood = sentiment.at(-1)?.label
  const bad = streakOf(sentiment)
  const { total, currency } = order ?? {}
  return higher(
    asked,
    rules.reason[reason],
    mood === undefined ? undefined : rules.sentiment[mood],
    ...rules.streak.filter(({ count }) => bad >= count).map(({ priority }) => priority),
    ...rules.order
      .filter(one => one.currency === currency && typeof total === 'number' && total >= one.from)
      .map(({ priority }) => priority),
  )
}

/** Angry or unhappy messages in a row, up to the last. */
function streakOf(sentiment: readonly { label: string }[]): number {
  const last = sentiment.findLastIndex(({ label }) => label !== 'angry' && label !== 'unhappy')
  return sentiment.length - 1 - last
}

/** When it becomes more urgent by waiting alone. Epoch milliseconds. */
export interface Rise {
  at: number
  priority: Priority
}

/** `after` tells when so much of the team's working time has passed since the customer began to wait. */
export const risesOf = (rules: PriorityRules, after: (ms: number) => number): Rise[] =>
  rules.waiting.map(({ afterMs, priority }) => ({ at: after(afterMs), priority }))
