import { describe, expect, test } from 'vitest'
import { createSentMessages } from '../../../adapters/facebook/sent-messages.ts'

describe('the list of what was sent', () => {
  test('knows ours by its id, and nobody else’s', async () => {
    const sent = createSentMessages()
    await sent.during('ana', async () => ({ platformId: 'm_1' }))
    await expect(sent.isOurs('ana', 'm_1')).resolves.toBe(true)
    await expect(sent.isOurs('ana', 'm_2')).resolves.toBe(false)
  })

  test('waits for the answer that an echo came before', async () => {
    const sent = createSentMessages()
    const call = Promise.withResolvers<{ platformId: string }>()
    const sending = sent.during('ana', () => call.promise)
    const asked = sent.isOurs('ana', 'm_1')
    await expect(sent.isOurs('bob', 'm_1')).resolves.toBe(false)
    call.resolve({ platformId: 'm_1' })
    await sending
    await expect(asked).resolves.toBe(true)
  })

  test('waits no longer than a webhook may, and for no failed send', async () => {
    const sent = createSentMessages(async () => {})
    const call = Promise.withResolvers<{ platformId: string }>()
    const sending = sent.during('ana', () => call.promise)
    await expect(sent.isOurs('ana', 'm_1')).resolves.toBe(false)
    call.reject(new Error('broken'))
    await expect(sending).rejects.toThrow('broken')
    await expect(sent.isOurs('ana', 'm_1')).resolves.toBe(false)
  })
})
