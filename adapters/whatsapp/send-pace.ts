import type { Clock } from '../../protocol/clock.ts'
import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import { createPace } from '../pace.ts'
import type { ErrorKind } from './error-codes.ts'
import { growingWaits } from './growing-waits.ts'
import { PAIR_RATE } from './limits.ts'

/** A call that Meta answered with an error. */
export interface Refusal {
  kind: ErrorKind
  code: number
  /** For the operator: the code and what it means. */
  sentence: string
  /** What Meta asked for, if it did. */
  retryAfterMs?: number
}

/** Who sends to whom. */
export interface Lane {
  account: string
  threadKey: string
}

/** Keeps what we send within Meta's limits, and remembers what it said when we went over them all the same. One server process. */
export interface SendPace {
  /**
   * Resolves when one more message may go.
   * @throws RateLimited to be asked later; Unreachable while the account is known to be in trouble that only its operator ends
   */
  take(lane: Lane, signal: AbortSignal): Promise<void>
  /** Meta took one: what was in trouble is so no more. */
  sent(lane: Lane): void
  /** The error to throw for an error of Meta's. */
  refused(refusal: Refusal, lane: Lane): RateLimited | Unreachable | Refused
}

/**
 * Room between what we send and what the account may: in any second at most 95 % of it go, of which a few at once, so that a stall of some milliseconds on the
 * way, after which all that waited arrives together, does not break the limit.
 */
const STEADY_SHARE = 0.9
const BURST_SHARE = 0.05

/** Codes for calls in an hour: a second does not help. */
const HOURLY = new Set([4, 80007])
/** So often in a row, without a message taken in between, the account is in trouble, not the message. */
const TROUBLES = 3

export function createSendPace({ clock, perSecond }: { clock: Clock; perSecond: number }): SendPace {
  const account = createPace({
    channel: 'whatsapp',
    perSecond: perSecond * STEADY_SHARE,
    burst: Math.max(1, Math.floor(perSecond * BURST_SHARE)),
    clock,
  })
  const pair = createPace({
    channel: 'whatsapp',
    perSecond: 1000 / PAIR_RATE.everyMs,
    burst: PAIR_RATE.burst,
    clock,
    // Who must wait for a customer's pace gives the place to others.
    maxWaitMs: 0,
  })
  const busy = growingWaits(clock, { firstMs: 1_000, factor: 2, maxMs: 60_000 })
  const hourly = growingWaits(clock, { firstMs: 60_000, factor: 2, maxMs: 900_000 })
  const crowded = growingWaits(clock, { firstMs: 4_000, factor: 4, maxMs: 1_024_000 })
  const troubled = growingWaits(clock, { firstMs: 1_000, factor: 2, maxMs: 60_000 })
  /** What to tell while the account's trouble lasts. */
  const sentences = new Map<string, string>()

  const pairKey = (lane: Lane) => `${lane.account} ${lane.threadKey}`

  function slower({ code, sentence, retryAfterMs = 0 }: Refusal, lane: Lane): RateLimited {
    const { waitMs, times } = (HOURLY.has(code) ? hourly : busy).failed(lane.account)
    const longer = Math.max(waitMs, retryAfterMs)
    // One of many may be chance; a second one with nothing taken in between holds all.
    if (HOURLY.has(code) || times > 1) account.hold(lane.account, longer)
    return new RateLimited(`whatsapp ${sentence}`, longer)
  }

  return {
    async take(lane, signal) {
      const sentence = sentences.get(lane.account)
      if (sentence !== undefined && troubled.waiting(lane.account)) throw trouble(sentence)
      await account.take(lane.account, signal)
      await pair.take(pairKey(lane), signal)
    },
    sent(lane) {
      for (const waits of [busy, hourly, troubled]) waits.ended(lane.account)
      sentences.delete(lane.account)
      crowded.ended(pairKey(lane))
    },
    refused(refusal, lane) {
      const { kind, sentence, retryAfterMs = 0 } = refusal
      if (kind === 'account') return slower(refusal, lane)
      if (kind === 'pair') {
        const waitMs = Math.max(PAIR_RATE.everyMs, crowded.failed(pairKey(lane)).waitMs, retryAfterMs)
        pair.hold(pairKey(lane), waitMs)
        return new RateLimited(`whatsapp ${sentence}`, waitMs)
      }
      if (kind === 'operator') {
        if (troubled.failed(lane.account).times >= TROUBLES) sentences.set(lane.account, sentence)
        return trouble(sentence)
      }
      if (kind === 'later') return new Unreachable(`whatsapp ${sentence}`)
      return new Refused(`whatsapp ${sentence}`, { windowClosed: kind === 'window' })
    },
  }
}

const trouble = (sentence: string) => new Unreachable(`whatsapp ${sentence}`, { blame: 'config' })
