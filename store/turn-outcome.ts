import { StoreError } from '../protocol/errors.ts'

/** How one conversation of a take ended, and whom it leaves something to do. */
export interface TurnOutcome {
  conversationId: string
  ok: boolean
  error?: unknown
  /** It got outbox rows that are to be leased. */
  queued: boolean
  /** It got timers, or rows were released. */
  waiting: boolean
  /** The desk has something new to see. */
  desk: boolean
}

/** The same as `take` answers it. */
export const takenOf = ({
  conversationId,
  ok,
  error,
}: TurnOutcome): { conversationId: string; ok: boolean; error?: unknown } =>
  ok ? { conversationId, ok } : { conversationId, ok, error }

/** Nobody's fault: `take` leaves the conversation out, as it does with one that another worker has, and its rows stay due. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 'store.overtaken'

/** What ends one turn and leaves the others be; a full disk is nobody's turn's fault, and must not be counted as one. */
export const isOfTurn = (error: unknown): boolean =>
  !(error instanceof StoreError) || error.code === 'store.failed' || isOvertaken(error)
