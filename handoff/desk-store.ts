import type { Speaker } from '../protocol/activity.ts'
import type { ConversationHit } from '../protocol/api/conversation.ts'
import type { ContextPackage } from '../protocol/api/handoff.ts'
import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { StoredEntry } from './package/entry-of.ts'

/* What the desk needs of the store; main hands it in. Times are ISO 8601. */

export type HandoffStatus = 'waiting' | 'offered' | 'active' | 'on_hold' | 'returned' | 'resolved'

export interface DeskHandoff {
  id: string
  conversationId: string
  customerId: string
  channel: string
  language?: string
  reason: HandoffReason
  priority: Priority
  team?: string
  skill?: string
  facts: JsonObject
  status: HandoffStatus
  /** Who has it; of `offered`, to whom it is offered. */
  agentId?: string
  /** Where its agent took it: `console`, `slack`, `api`. */
  desk?: string
  cause?: string
  note?: string
  createdAt: string
  updatedAt: string
  deadlineAt: string
  offeredUntil?: string
  /** Since when the customer has no answer; absent while none is owed. */
  waitingSince?: string
  claimedAt?: string
  firstReplyAt?: string
  endedAt?: string
  escalatedAt?: string
  /** What the customer was last told of their place. */
  told?: Json
  lastMessage?: { at: string; speaker: Speaker; text: string }
  version: number
}

/** What an agent may see: hand-offs of these teams, those of no team, and their own. */
export interface Visibility {
  agentId: string
  teams: readonly string[]
}

/** Which hand-offs are asked for; all that is given must fit. */
export interface HandoffFilter {
  status?: readonly HandoffStatus[]
  /** Absent: all of them. */
  visibleTo?: Visibility
  team?: string | null
  /** Null: of nobody. */
  agentId?: string | null
  language?: string
  channel?: string
  /** Only those that nobody has answered by their deadline, at this time. */
  overdueAt?: string
  /** Part of the customer's name or of an order number, or an id. */
  q?: string
}

/** A change as the store writes it, with its event `handoff.<change>`. Left out: as it was; null: none any more. */
export interface DeskChange {
  change: string
  by?: string
  data?: JsonObject
  status?: HandoffStatus
  agentId?: string | null
  desk?: string
  team?: string | null
  skill?: string | null
  language?: string
  priority?: Priority
  offeredUntil?: string
  escalatedAt?: string
  /** Changes nothing once the customer has an answer: that raises no version. */
  whileWaiting?: boolean
  at: string
}

export interface DeskStore {
  transcript: {
    list(
      conversationId: string,
      options?: { after?: number; limit?: number },
    ): Promise<(StoredEntry & { seq: number })[]>
  }
  handoffs: {
    /** A page of them; `queue`: the most urgent first, then the oldest. */
    page(
      options: HandoffFilter & { order?: 'queue' | 'oldest' | 'newest'; after?: string; limit: number },
    ): Promise<{ items: DeskHandoff[]; next?: string }>
    /** Of those that have not ended. */
    counts(options: { visibleTo?: Visibility; agentId?: string; now: string }): Promise<{
      byStatus: Partial<Record<HandoffStatus, number>>
      mine: number
      unassigned: number
      overdue: number
    }>
    get(id: string): Promise<DeskHandoff | undefined>
    /** Compare and set by version: false when somebody was faster. */
    update(id: string, version: number, change: DeskChange): Promise<boolean>
  }
  deliveries: {
    of(
      entryIds: readonly string[],
    ): Promise<ReadonlyMap<string, NonNullable<ContextPackage['transcript'][number]['delivery']>>>
  }
  media: {
    /** Uploads of this agent are of this conversation from now on; false when one is none of theirs. */
    attach(ids: readonly string[], agentId: string, conversationId: string): Promise<boolean>
    of(ids: readonly string[]): Promise<
      readonly {
        id: string
        status: 'wanted' | 'stored' | 'refused'
        contentType?: string
        name?: string
        size?: number
        error?: string
      }[]
    >
  }
  search: {
    find(options: {
      q?: string
      channel?: string
      language?: string
      visibleTo?: Visibility
      id?: string
      after?: string
      limit: number
      mask(text: string): string
    }): Promise<{ items: ConversationHit[]; next?: string }>
  }
  inbox: {
    enqueue(
      rows: readonly { conversationId: string; kind: 'agent'; key: string; payload: Json; dueAt: string }[],
    ): Promise<{ id: string; fresh: boolean }[]>
  }
}

/** Who is signed in. */
export interface DeskAgent {
  id: string
  name: string
  email: string
  role: 'agent' | 'supervisor' | 'designer'
}
