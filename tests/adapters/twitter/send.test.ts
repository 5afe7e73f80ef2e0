import { afterEach, describe, expect, test } from 'vitest'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { renderContext } from '../house.ts'
import { openTwitter, type TwitterDoor } from './twitter-harness.ts'

const opened: TwitterDoor[] = []
const open = async (options: Parameters<typeof openTwitter>[0] = {}) => {
  const door = await openTwitter(options)
  opened.push(door)
  await door.platform.say('200', 'hello')
  return door
}
afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

const PNG = Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1')
const context = renderContext({ mediaLink: () => undefined })
const payloadOf = (door: TwitterDoor, activity: object): Json =>
  door.channel.render([{ type: 'message', ...activity }], context)[0] as Json

describe('a direct message to X', () => {
  test('goes as text, options numbered', async () => {
    const door = await open()
    const actions = ['Track', 'Return'].map(title => ({ type: 'postBack', title, value: { choice: title } }))
    const payload = payloadOf(door, { text: 'What is it about?', suggestedActions: { actions } })
    const receipt = await door.channel.send(payload, door.sendOptions('out_1:0'))
    expect(door.platform.taken).toMatchObject([
      { id: receipt.platformId, to: '200', kind: 'text', options: ['Track', 'Return'] },
    ])
    expect(door.platform.taken[0]?.text).toContain('What is it about?\n\n1. Track\n2. Return')
  })

  test.each([
    ['picture.png', 'image/png', 'dm_image', 20],
    ['film.mp4', 'video/mp4', 'dm_video', 2_500_000],
    ['moving.gif', 'image/gif', 'dm_gif', 1_048_577],
  ])('brings %s in pieces and waits until X has read it', async (name, contentType, category, size) => {
    const door = await open()
    door.house.media.set('m1', { bytes: Buffer.alloc(size, 7), contentType, name })
    const attachments = [{ contentType, contentUrl: 'media:m1', name }]
    const payload = payloadOf(door, { text: 'Like this?', attachments })
    await door.channel.send(payload, door.sendOptions('out_1:0'))
    expect(door.platform.taken).toMatchObject([{ kind: category, text: 'Like this?' }])
  })

  test('with a file that is no longer kept is refused, and one that X can’t be brought passes', async () => {
    const door = await open()
    const attachments = [{ contentType: 'image/png', contentUrl: 'media:m1' }]
    const payload = payloadOf(door, { attachments })
    await expect(door.channel.send(payload, door.sendOptions('out_1:0'))).rejects.toBeInstanceOf(Refused)
    door.house.media.set('m1', { bytes: PNG, contentType: 'image/png' })
    await door.platform.close()
    await expect(door.channel.send(payload, door.sendOptions('out_1:0'))).rejects.toBeInstanceOf(Unreachable)
  })

  test('to somebody who never wrote is refused', async () => {
    const door = await open()
    const sent = door.channel.send(
      payloadOf(door, { text: 'buy!' }),
      door.sendOptions('out_1:0', { threadKey: '999' }),
    )
    await expect(sent).rejects.toBeInstanceOf(Refused)
    expect(door.platform.taken).toEqual([])
  })

  test('waits once X has said that its window is used up, without asking again', async () => {
    const door = await open({ messagesPerWindow: 2, windowMs: 60_000 })
    const payload = payloadOf(door, { text: 'hi' })
    const send = (n: number) => door.channel.send(payload, door.sendOptions(`out_${n}:0`))
    await send(1)
    await send(2)
    for (const n of [3, 4]) {
      const error = await send(n).catch(error => error)
      expect(error).toBeInstanceOf(RateLimited)
      expect(error.retryAfterMs).toBeGreaterThan(55_000)
      expect(error.retryAfterMs).toBeLessThan(63_000)
    }
    expect(door.platform.taken).toHaveLength(2)
  })

  test.each([
    ['serverError', Unreachable, 'platform'],
    ['expiredToken', Unreachable, 'config'],
    ['refused', Refused, 'platform'],
    ['rateLimited', RateLimited, 'platform'],
    ['dropped', OutcomeUnknown, 'platform'],
    ['droppedAfter', OutcomeUnknown, 'platform'],
    ['timeout', OutcomeUnknown, 'platform'],
    ['timeoutAfter', OutcomeUnknown, 'platform'],
  ] as const)('that runs into %s throws the one right error', async (fault, kind, blame) => {
    const door = await open()
    door.platform.fail(fault)
    const signal = AbortSignal.timeout(fault.startsWith('timeout') ? 200 : 2000)
    const options = door.sendOptions('out_1:0', { signal })
    const error = await door.channel.send(payloadOf(door, { text: 'hi' }), options).catch(error => error)
    expect(error).toBeInstanceOf(kind)
    expect(error.blame).toBe(blame)
    expect(door.platform.taken).toHaveLength(fault.endsWith('After') ? 1 : 0)
  })

  test('whose answer was lost is proved by X’s own event, and does not silence the bot', async () => {
    const door = await open({ reports: true })
    const told: object[] = []
    door.platform.fail('droppedAfter')
    await door.channel
      .send(payloadOf(door, { text: 'Tom & Co' }), door.sendOptions('out_1:0'))
      .catch(() => {})
    const [taken] = door.platform.taken
    told.push({ account: '100', status: 'sent', part: 'out_1:0', platformIds: [taken?.id] })
    const event = {
      type: 'message_create',
      id: taken?.id,
      created_timestamp: '1790000000000',
      message_create: {
        target: { recipient_id: '200' },
        sender_id: '100',
        source_app_id: '27',
        message_data: { text: 'Tom &amp; Co' },
      },
    }
    expect(await door.deliver({ for_user_id: '100', direct_message_events: [event] })).toBe(200)
    expect(door.house.receipts).toEqual(told)
    expect(door.house.received.filter(({ kind }) => kind === 'echo')).toEqual([])
  })

  test('is refused when the payload is none of ours', async () => {
    const door = await open()
    for (const payload of [null, {}, { kind: 'message', text: 7 }, { kind: 'post', text: 'x' }]) {
      await expect(door.channel.send(payload, door.sendOptions('out_1:0'))).rejects.toBeInstanceOf(Refused)
    }
  })
})

describe('a picture from X', () => {
  test('is loaded from nowhere but X', async () => {
    const door = await open()
    const { fetchMedia } = door.channel
    const load = async (ref: Json, maxBytes = 1000) =>
      fetchMedia?.(ref, { account: '100', maxBytes, signal: AbortSignal.timeout(2000) })
    await expect(load({ url: 'https://evil.example/a.png' })).rejects.toBeInstanceOf(Refused)
    await expect(load({ url: 'http://ton.twitter.com/a.png' })).rejects.toBeInstanceOf(Refused)
    await expect(load({ url: 'no address' })).rejects.toBeInstanceOf(Refused)
    await expect(load({ url: `${door.platform.url}/1.1/ton/data/dm/1/2/gone.png` })).rejects.toBeInstanceOf(
      Refused,
    )
  })
})
