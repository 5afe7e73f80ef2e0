import type { Clock } from '../../../protocol/clock.ts'

/** Meta's limits on what a number sends, counted over every call that reaches it. As buckets: how Meta counts within a second is not documented, and calls that a network held up arrive together. */
export interface Rates {
  /** 130429 or 131056 when this call is one too many, else undefined. */
  over(customer: string): 130429 | 131056 | undefined
  /** How often it was over: a sender that keeps the limits never is. */
  readonly overruns: { account: number; pair: number }
  /** The most calls in any one second. */
  readonly busiest: { perSecond: number }
}

export interface RateOptions {
  clock: Clock
  /** Of the number: so many at once, and as many each second. */
  perSecond: number
  /** To one customer: so many at once, then one in `pairEveryMs`. */
  pairBurst: number
  pairEveryMs: number
}

/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read 2026-11) */
export function createRates({ clock, perSecond, pairBurst, pairEveryMs }: RateOptions): Rates {
  const overruns = { account: 0, pair: 0 }
  const busiest = { perSecond: 0 }
  const account = { tokens: perSecond, at: clock() }
  let recent: number[] = []
  const pairs = new Map<string, { tokens: number; at: number; recent: number[] }>()

  function isPairOver(customer: string, now: number): boolean {
    const pair = pairs.get(customer) ?? { tokens: pairBurst, at: now, recent: [] }
    pairs.set(customer, pair)
    pair.tokens = Math.min(pairBurst, pair.tokens + (now - pair.at) / pairEveryMs)
    pair.at = now
    pair.recent = pair.recent.filter(at => at > now - 6_000)
    if (pair.tokens < 1 || pair.recent.length >= pairBurst) return true
    pair.tokens--
    pair.recent.push(now)
    return false
  }
  return {
    overruns,
    busiest,
    over(customer) {
      const now = clock()
      account.tokens = Math.min(perSecond, account.tokens + ((now - account.at) * perSecond) / 1_000)
      account.at = now
      if (account.tokens < 1) {
        overruns.account++
        return 130429
      }
      account.tokens--
      const first = recent.findIndex(at => at > now - 1_000)
      recent = first === -1 ? [] : recent.slice(first)
      recent.push(now)
      busiest.perSecond = Math.max(busiest.perSecond, recent.length)
      if (!isPairOver(customer, now)) return undefined
      overruns.pair++
      return 131056
    },
  }
}
