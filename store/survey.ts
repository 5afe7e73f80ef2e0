import type { SurveyKind } from '../protocol/survey.ts'

/* What customers answered when they were asked how it was. */

export interface SurveyRow {
  /** Counts up; where to go on reading. */
  n: number
  conversationId: string
  kind: SurveyKind
  /** The hand-off after which it was asked; absent where the bot had resolved it. */
  handoffId?: string
  channel: string
  /** Of the conversation, when it was asked. */
  language?: string
  /** When it was queued. A row whose channel was closed by then was never read, and has no answer. */
  sentAt: string
  grade?: number
  answeredAt?: string
  /** The customer's own words, with a grade or instead of one. */
  comment?: string
}

/** Of a turn: the question goes out, or something came back. A second survey of the kind in a conversation changes nothing but what it brings. */
export interface SurveyChange {
  kind: SurveyKind
  handoffId?: string
  grade?: number
  comment?: string
}

export interface SurveyStore {
  /** By `sentAt`, `from` counted in and `to` not; oldest first, with `n` > `after`. */
  list(options: { from: string; to: string; after?: number; limit: number }): Promise<SurveyRow[]>
}
