import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'

/* Hand-offs: what the desk knows of a conversation that a person is to answer. */

export type HandoffStatus = 'waiting' | 'offered' | 'active' | 'on_hold' | 'returned' | 'resolved'

export interface NewHandoff {
  id: string
  reason: HandoffReason
  /** Default: `waiting`. `active`: somebody has answered already, at the platform's own app. */
  status?: HandoffStatus
  priority: Priority
  team?: string
  skill?: string
  /** What was known at that moment: the engine's Situation and more, for the context package. */
  facts: JsonObject
  /** What a search finds it by, beside its id: the customer's name, order numbers. */
  terms?: readonly string[]
  /** When an agent should have answered: the bot's promise. */
  deadlineAt: string
}

export interface HandoffRow extends Omit<NewHandoff, 'terms'> {
  conversationId: string
  customerId: string
  channel: string
  /** What its agent should speak. */
  language?: string
  status: HandoffStatus
  /** Who has it; of `offered`, to whom it is offered. */
  agentId?: string
  cause?: string
  note?: string
  createdAt: string
  updatedAt: string
  /** Where its agent took it: those who did not in the console show no sign of life there. */
  desk?: string
  /** Of `offered`: until when; absent: until it is answered or taken back. */
  offeredUntil?: string
  /** Since when the customer has no answer; absent while none is owed. */
  waitingSince?: string
  /** When somebody first took it. */
  claimedAt?: string
  firstReplyAt?: string
  endedAt?: string
  /** When a supervisor was told that the deadline had passed. */
  escalatedAt?: string
  /** What the customer was last told of their place: the caller's own words. */
  told?: Json
  /** The last thing that was said, notes excepted; its text cut at 200 characters. */
  lastMessage?: { at: string; speaker: 'customer' | 'bot' | 'agent' | 'system'; text: string }
  /** Raised by every change of what the desk decides; a write names the version it saw. What is said in the conversation raises none. */
  version: number
}

/** Left out: as it was; null: none any more. */
export interface HandoffChange {
  /** What happened, in a word: the event is `handoff.<change>`. */
  change: string
  /** The agent who did it; undefined: nobody. */
  by?: string
  /** More for the event. */
  data?: JsonObject
  /** `waiting` without `agentId` has nobody any more. */
  status?: HandoffStatus
  agentId?: string | null
  /** Where that agent works. */
  desk?: string
  team?: string | null
  skill?: string | null
  language?: string
  priority?: Priority
  /** With `offered`; any other status ends the offer. */
  offeredUntil?: string
  escalatedAt?: string
  cause?: string
  note?: string
  /** Changes nothing once the customer has an answer: that raises no version. */
  whileWaiting?: boolean
  at: string
}

/** What a turn changes: as HandoffChange, with all that happened, in its order. */
export interface HandoffTurnChange extends Omit<HandoffChange, 'change' | 'by' | 'data' | 'at'> {
  changes: { change: string; by?: string; status?: HandoffStatus; data?: JsonObject }[]
}

/**
 * `queue`: the most urgent first, then the oldest. `oldest` and `newest` go by the time of the hand-off.
 */
export type HandoffOrder = 'queue' | 'oldest' | 'newest'

/** What an agent may see: hand-offs of these teams, those of no team, and their own. */
export interface Visibility {
  agentId: string
  teams: readonly string[]
}

export interface HandoffFilter {
  status?: readonly HandoffStatus[]
  /** Undefined: all of them. */
  visibleTo?: Visibility
  /** Null: of no team. */
  team?: string | null
  /** Null: of nobody. */
  agentId?: string | null
  /** With its variants: `pt` finds `pt-BR`. */
  language?: string
  channel?: string
  /** Only those that nobody has answered by their deadline, at this time. */
  overdueAt?: string
  /** Part of the customer's name or of an order number, or an id; case and accents don't matter. */
  q?: string
}

export interface HandoffStore {
  /** `after`: the id of the last one read, or a page's `next`. Default order: `oldest`. */
  list(
    options: HandoffFilter & { order?: HandoffOrder; after?: string; limit: number },
  ): Promise<HandoffRow[]>
  /** The same, with the `after` of the next page, if there is one. A row whose priority changes meanwhile may come twice, or be passed over. */
  page(
    options: HandoffFilter & { order?: HandoffOrder; after?: string; limit: number },
  ): Promise<{ items: HandoffRow[]; next?: string }>
  /** Of those that have not ended. `mine` and `unassigned`: whose agent is `agentId`, or nobody. */
  counts(options: { visibleTo?: Visibility; agentId?: string; now: string }): Promise<{
    byStatus: Partial<Record<HandoffStatus, number>>
    mine: number
    unassigned: number
    overdue: number
  }>
  get(id: string): Promise<HandoffRow | undefined>
  /** The newest of each of these conversations, ended or not. */
  latest(conversationIds: readonly string[]): Promise<HandoffRow[]>
  /**
   * Compare and set by version: false when somebody was faster. Its event `handoff.<change>` with `{handoff, agent?, status, …data}` is written in the same
   * transaction; afterwards the topic `desk` is told.
   */
  update(id: string, version: number, change: HandoffChange): Promise<boolean>
  /** What the customer was told of their place. No change of the desk: neither version nor event. */
  setTold(id: string, told: Json): Promise<void>
  /** How long the last ones waited for somebody, newest first: for what the next may expect. */
  recentWaits(options: {
    since: string
    limit: number
  }): Promise<{ createdAt: string; claimedAt: string; language?: string; team?: string }[]>
}
