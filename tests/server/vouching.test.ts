import { expect, test } from 'vitest'
import { createVouching, isVouched } from '../../server/vouching.ts'

test('an account is vouched for once a report on our own key came, and it is written once', async () => {
  const kept = new Map<string, string>()
  let writes = 0
  const settings = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: string) => {
      writes++
      kept.set(key, value)
    },
  }
  const note = createVouching(settings)
  const page = { channel: 'messenger', account: 'page' }
  await note('messenger', [{ account: 'page', status: 'delivered', platformIds: ['m1'] }])
  expect(await isVouched(settings, page)).toBe(false)
  const report = { account: 'page', status: 'sent', part: 'out_1:0' } as const
  await note('messenger', [report, report, { ...report, channel: 'instagram', account: 'insta' }])
  await note('messenger', [report])
  expect(await isVouched(settings, page)).toBe(true)
  expect(await isVouched(settings, { channel: 'instagram', account: 'insta' })).toBe(true)
  expect(await isVouched(settings, { channel: 'instagram', account: 'page' })).toBe(false)
  expect(writes).toBe(2)
  await createVouching(settings)('messenger', [report])
  expect(writes).toBe(2)
})
