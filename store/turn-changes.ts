/** How one conversation of a take ended. */
export interface Taken {
  conversationId: string
  ok: boolean
  error?: unknown
}

/** A take's answer, and whom it leaves something to do. */
export interface TakeOutcome {
  taken: Taken[]
  /** Outbox rows were written. */
  queued: boolean
  /** Conversations that got timers, or rows released. */
  waiting: string[]
}
