/** How one conversation of a take ended, and whom it leaves something to do. */
export interface TurnOutcome {
  conversationId: string
  ok: boolean
  error?: unknown
  /** It got outbox rows that are to be leased. */
  queued: boolean
  /** It got timers, or rows were released. */
  waiting: boolean
}

/** The same as `take` answers it. */
export const takenOf = ({
  conversationId,
  ok,
  error,
}: TurnOutcome): { conversationId: string; ok: boolean; error?: unknown } =>
  ok ? { conversationId, ok } : { conversationId, ok, error }
