import type { Activity } from '../protocol/activity.ts'
import type { ActionCall, CallResult } from '../protocol/call.ts'
import type { CustomerFacts, HandoffReason, Owner, Priority, Register } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { SurveyKind } from '../protocol/survey.ts'
import type { Understanding } from '../protocol/understanding.ts'

/** What starts a turn. */
export type TurnEvent =
  /** One message, or several bubbles that were sent in a row and are read together, in order. */
  | { kind: 'activity'; activities: readonly Activity[]; understanding?: Understanding }
  | { kind: 'callResult'; result: CallResult }
  | { kind: 'timer'; timer: TimerPayload }
  /** The desk gives the conversation back, with what the agent learned, or closes it. */
  | { kind: 'desk'; verb: 'returned'; slots: JsonObject }
  | { kind: 'desk'; verb: 'resolved'; cause: string /** The hand-off's id. */; handoff?: string }

/** A due time that the store keeps as an inbox row. It does nothing when the frame, or the conversation, no longer holds the token. */
export interface TimerPayload {
  token: string
  /** Empty: of no frame. */
  frame: string
  purpose: 'wait' | 'call' | 'survey'
}
export interface Timer extends TimerPayload {
  /** ISO 8601. */
  dueAt: string
}

/** What the turn is told of the conversation; all of it data, so that a replay gives the same turn. */
export interface TurnFacts {
  conversationId: string
  /** The id of the (first) inbox row: outgoing ids derive from it, and random choices are seeded by it. */
  inboxId: string
  /** ISO 8601. */
  now: string
  channel: string
  owner: Owner
  customer: CustomerFacts
  /** The conversation's language so far; undefined on the first message. */
  language?: string
  /** What the customer's device is set to (`pt-BR`): chooses the language of the first words. */
  locale?: string
  /** Key of `markets` in bot.yaml. */
  market?: string
  register?: Register
  /** Answers can go by e-mail when the customer has left the chat; `known`: they have given an address. */
  byEmail?: { known: boolean }
  /** While a human owns: nobody has come yet. */
  awaited?: true
  /** Whether agents are there now; unknown when not given. */
  desk?: { open: boolean /** ISO 8601. */; opensAt?: string }
}

export interface HandoffRequest {
  reason: HandoffReason
  priority: Priority
  team?: string
  /** What its agent should know. */
  skill?: string
  note?: string
}

/** A fact for figures and the context package: `dialog.started`, `slot.filled`, `answer`, `order.shown`, `emit`'s own names, … */
export interface BusinessEvent {
  name: string
  data: JsonObject
}

/** Of the conversation's survey: its question goes out, or something came back. */
export interface SurveyNote {
  kind: SurveyKind
  sent?: true
  handoffId?: string
  grade?: number
  comment?: string
}

/** One line of `conserje chat --trace`, and of the stored trace of a turn. */
export interface TraceStep {
  dialog: string
  /** The step's stable identity: its label, or its path (`2.on.not_found.0`). */
  step: string
  kind: string
  note?: string
}

export interface TurnResult {
  /** To be stored and handed in again; plain JSON, belongs to the engine. */
  state: Json
  /** To the customer, in order; ids are `<inboxId>:<n>`. Empty when a human owns the conversation, but for the thanks for an address that was left. */
  activities: Activity[]
  calls: ActionCall[]
  timers: Timer[]
  events: BusinessEvent[]
  surveys?: SurveyNote[]
  /** The e-mail address that the customer left for answers, in lower case. */
  left?: string
  trace: TraceStep[]
  /** From this turn on. */
  language?: string
  register?: Register
  handoff?: HandoffRequest
  /**
   * A call is out and this message must wait for it: the row becomes `held`. `activities` then holds a typing
   * indicator (after what was said when the message passed by a survey, and the call went out by that). Held rows are run again, by seq, as soon as `waitingForCall` is false.
   */
  hold: boolean
  waitingForCall: boolean
  /** The conversation is over (a goodbye after a resolved matter, or the desk resolved it). */
  closed: boolean
}

/** What the engine knows of the matter, for the context package; pure, read from the state at any time. */
export interface Situation {
  language?: string
  intent?: { name: string; confidence: number; alternatives: { intent: string; confidence: number }[] }
  sentiment: { label: string; score: number }[]
  slots: JsonObject
  /** The order last shown, as the operation answered it. */
  order?: JsonObject
  /** Newest last, bounded. */
  tried: {
    at: string
    kind: 'dialog' | 'answer' | 'action'
    name: string
    outcome?: string
    error?: string
  }[]
  misses: number
}
