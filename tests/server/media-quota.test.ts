import { expect, test } from 'vitest'
import { createMediaQuota } from '../../server/media-quota.ts'

test('files are taken until there is no room, and again when room was made', async () => {
  let kept = 80
  let now = 0
  const quota = createMediaQuota({ total: async () => kept, maxBytes: 100, clock: () => now })
  expect(await quota.take(15)).toBe(true)
  expect(await quota.take(15)).toBe(false)
  expect(await quota.take(5)).toBe(true)
  kept = 0
  expect(await quota.take(1)).toBe(false)
  now = 61_000
  expect(await quota.take(100)).toBe(true)
})

test('0 is no limit', async () => {
  const quota = createMediaQuota({ total: async () => 1e12, maxBytes: 0, clock: () => 0 })
  expect(await quota.take(1e12)).toBe(true)
})
