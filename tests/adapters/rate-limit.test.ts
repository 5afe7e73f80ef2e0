import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey, slidingWindow } from '../../adapters/rate-limit.ts'

describe('a sliding window', () => {
  test('lets no more through in any window than its limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        (limit, steps) => {
          const rate = slidingWindow({ limit, windowMs: 1000 })
          let now = 0
          const passed: number[] = []
          for (const step of steps) {
            now += step
            const waitMs = rate.take('k', now)
            if (waitMs === 0) passed.push(now)
            else expect(waitMs).toBeLessThanOrEqual(1000)
            expect(passed.filter(at => at > now - 1000).length).toBeLessThanOrEqual(limit)
          }
        },
      ),
    )
  })

  test('tells exactly how long to wait, and a refusal does not lengthen it', () => {
    const rate = slidingWindow({ limit: 2, windowMs: 1000 })
    expect([rate.take('k', 0), rate.take('k', 300)]).toEqual([0, 0])
    expect(rate.take('k', 400)).toBe(600)
    expect(rate.take('k', 999)).toBe(1)
    expect(rate.take('k', 1000)).toBe(0)
    expect(rate.take('other', 1000)).toBe(0)
  })

  test('is off at 0', () => {
    const rate = slidingWindow({ limit: 0, windowMs: 1000 })
    for (let n = 0; n < 100; n++) expect(rate.take('k', 0)).toBe(0)
  })

  test('does not lock a key when the clock is set back', () => {
    const rate = slidingWindow({ limit: 1, windowMs: 1000 })
    rate.take('k', 1_000_000)
    expect(rate.take('k', 5000)).toBe(0)
  })

  test('forgets the longest silent of too many keys', () => {
    const rate = slidingWindow({ limit: 1, windowMs: 1000, maxKeys: 2 })
    rate.take('a', 0)
    rate.take('b', 0)
    rate.take('a', 1)
    rate.take('c', 2)
    expect(rate.take('a', 3)).toBeGreaterThan(0)
    expect(rate.take('b', 3)).toBe(0)
  })
})

describe('the key of an address', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['unix', 'unix'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
