import type { HandoffReason } from '../protocol/conversation.ts'
import type { SurveyKind } from '../protocol/survey.ts'

/* What the automatic figures are made from. docs/figures.md defines each. */

/** Customers who come back after this long begin something new. */
export const CAME_BACK_MS = 7 * 86_400_000

/** A language that isn't known, as BCP 47 names it. */
export const UNKNOWN_LANGUAGE = 'und'

/** Conversations that began in a span of time, on a channel and in a language. */
export interface ConversationCounts {
  /** On which it began, or goes on since it moved. */
  channel: string
  /** `und` where nobody knows it. */
  language: string
  conversations: number
  /** Of which closed: only these can be contained, or resolved. */
  ended: number
  /** Ended, without a hand-off, and with something that the bot answered. */
  contained: number
  /** That had a hand-off. */
  escalated: number
  /** Contained, or ended with the last hand-off resolved. */
  resolved: number
  /** Of the resolved ones: the customer began another one about the same matter within seven days. */
  cameBack: number
}

/** A hand-off, as far as it is counted. Times are ISO 8601. */
export interface HandoffFigures {
  channel: string
  language: string
  reason: HandoffReason
  createdAt: string
  firstReplyAt?: string
  /** With `cause`, only where it was resolved. */
  resolvedAt?: string
  cause?: string
}

export interface GradeCount {
  channel: string
  language: string
  kind: SurveyKind
  grade: number
  count: number
}

/** Only of this channel, or in this language. */
export interface FigureFilter {
  channel?: string
  language?: string
}

/** From `from` to just before `to`, ISO 8601, both at a whole quarter of an hour. */
export interface FigureSpan extends FigureFilter {
  from: string
  to: string
}

export interface FigureStore {
  /**
   * Sums up conversations that have ended since it was last called, `limit` at most; resolves to how many, none while another process does. To be called again and again:
   * what it has not come to is counted as a conversation, but not yet as ended.
   */
  gather(now: string, limit: number): Promise<number>
  /** By the time at which they began. */
  conversations(span: FigureSpan): Promise<ConversationCounts[]>
  /** By the time at which they began; their own channel and language. */
  handoffs(span: FigureSpan): Promise<HandoffFigures[]>
  /** By the time at which the survey was sent. */
  grades(span: FigureSpan): Promise<GradeCount[]>
  /** Hand-offs that have not ended; `overdue`: past their deadline without a person's word. */
  openNow(filter: FigureFilter & { now: string }): Promise<{ open: number; overdue: number }>
}
