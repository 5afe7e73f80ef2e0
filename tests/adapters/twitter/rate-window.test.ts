import { describe, expect, test } from 'vitest'
import { createRateWindow } from '../../../adapters/twitter/rate-window.ts'
import { RateLimited } from '../../../protocol/errors.ts'

const clockAt = (ms: number) => {
  const now = { ms }
  return { now, clock: () => now.ms }
}
const answer = (remaining: number, resetSeconds: number, status = 201, family = 'x-rate-limit') => ({
  status,
  headers: new Headers({
    [`${family}-remaining`]: String(remaining),
    [`${family}-reset`]: String(resetSeconds),
  }),
})
const waitOf = (call: () => unknown): number => {
  try {
    call()
    return 0
  } catch (error) {
    if (error instanceof RateLimited) return error.retryAfterMs
    throw error
  }
}

describe("X's count of calls", () => {
  test('is obeyed: no call until the window opens again, and then at once', () => {
    const { now, clock } = clockAt(1_000_000)
    const window = createRateWindow('dm', 15, clock)
    expect(window.begin()(answer(0, 1900))).toBe(901_000)
    expect(waitOf(() => window.begin())).toBe(901_000)
    now.ms = 1_900_999
    expect(waitOf(() => window.begin())).toBe(1)
    now.ms = 1_901_000
    expect(waitOf(() => window.begin())).toBe(0)
  })

  test('lets no more be under way than are left, and takes the least of answers that overtake each other', () => {
    const { clock } = clockAt(1_000_000)
    const window = createRateWindow('dm', 3, clock)
    const calls = [window.begin(), window.begin(), window.begin()]
    expect(waitOf(() => window.begin())).toBe(500)
    calls[1]?.(answer(1, 1900))
    calls[0]?.(answer(2, 1900))
    calls[2]?.()
    const last = window.begin()
    expect(waitOf(() => window.begin())).toBe(500)
    last()
    expect(waitOf(() => window.begin())).toBe(0)
  })

  test('holds for a day where the count of a day is used up, and for the longer of two', () => {
    const { clock } = clockAt(1_000_000)
    const window = createRateWindow('dm', 15, clock)
    const headers = new Headers({
      'x-rate-limit-remaining': '3',
      'x-rate-limit-reset': '1900',
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': '80000',
    })
    window.begin()({ status: 429, headers })
    expect(waitOf(() => window.begin())).toBe(80_001_000 - 1_000_000)
  })

  test.each([
    ['says when', { 'x-rate-limit-remaining': '4', 'x-rate-limit-reset': '1100' }, 101_000],
    ['says for how long', { 'retry-after': '30' }, 30_000],
    ['says nothing', {}, 60_000],
    ['says nonsense', { 'x-rate-limit-remaining': 'x', 'x-rate-limit-reset': '99999999999999' }, 60_000],
    ['says a time that is over', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '5' }, 1_000],
  ])('closes after a 429 that %s', (_what, headers, waitMs) => {
    const { clock } = clockAt(1_000_000)
    const window = createRateWindow('dm', 15, clock)
    expect(window.begin()({ status: 429, headers: new Headers(headers) })).toBe(waitMs)
    expect(waitOf(() => window.begin())).toBe(waitMs)
  })

  test('forgets a call that ended twice once', () => {
    const { clock } = clockAt(0)
    const window = createRateWindow('dm', 1, clock)
    const end = window.begin()
    end()
    end()
    window.begin()
    expect(waitOf(() => window.begin())).toBe(500)
  })
})
