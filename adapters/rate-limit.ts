import { isIPv6 } from 'node:net'

/** Counts events a key in a sliding window; kept in this process, lost with it. */
export interface RateLimit {
  /** Counts one and answers 0, or counts nothing and answers the milliseconds after which the next one is allowed. */
  take(key: string, nowMs: number): number
}

/**
 * At most `limit` events a key within any `windowMs`; `limit` 0 allows everything. Memory is bounded: of more than
 * `maxKeys` keys the longest silent one is forgotten, so a flood of keys makes the limit milder, never the process larger.
 */
export function slidingWindow(options: { limit: number; windowMs: number; maxKeys?: number }): RateLimit {
  const { limit, windowMs, maxKeys = 50_000 } = options
  const hits = new Map<string, number[]>()
  return {
    take(key, nowMs) {
      if (limit === 0) return 0
      // A time after `nowMs` comes from a clock that was set back; kept, it could block the key for as long as the jump.
      const recent = (hits.get(key) ?? []).filter(at => at > nowMs - windowMs && at <= nowMs)
      hits.delete(key)
      hits.set(key, recent)
      if (hits.size > maxKeys) hits.delete(hits.keys().next().value as string)
      if (recent.length >= limit) return (recent[0] as number) + windowMs - nowMs
      recent.push(nowMs)
      return 0
    },
  }
}

/**
 * The key under which a client's address is counted: IPv4 whole, IPv6 by its /64, since one subscriber owns all of that,
 * and an IPv4 address inside IPv6 as IPv4.
 */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1] as string
  const [head = '', tail] = (address.split('%')[0] as string).split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length)
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${all
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
