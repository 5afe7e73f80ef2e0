import type { Clock } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'

/** How often a refusal is told at most: whoever finds the address may call it without end. */
const TOLD_EVERY_MS = 60_000

/** Notes a call that was refused; `why` is a sentence without anything that the caller wrote. */
export type NoteRefusal = (why: string) => void

/**
 * Tells the operator of calls to a webhook that were refused, since the platform shows no reason: at once, then at most once a minute with how many there were.
 * `check` says what to look at.
 */
export function tellRefusals(
  { log, clock }: { log: Log; clock: Clock },
  channel: string,
  check: string,
): NoteRefusal {
  let toldAt = Number.NEGATIVE_INFINITY
  let count = 0
  return why => {
    count++
    if (Math.abs(clock() - toldAt) < TOLD_EVERY_MS) return
    log.warn({ channel, refused: count }, `a call to the webhook was refused: ${why}; ${check}`)
    toldAt = clock()
    count = 0
  }
}

/** Why a body was refused by its signature's header. */
export const whyUnsigned = (header: string | undefined): string =>
  header === undefined ? 'it bears no signature' : 'it is signed with another secret'
