import { afterEach, describe, expect, test } from 'vitest'
import { typingMs } from '../../../adapters/whatsapp-web/human.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { eventually } from '../../eventually.ts'
import { renderContext } from '../house.ts'
import { ANA, webMessage } from './fake-client.ts'
import { openPhoneDoor, type PhoneDoor } from './whatsapp-web-door.ts'

const opened: PhoneDoor[] = []
const open = async (options: Parameters<typeof openPhoneDoor>[0] = {}) => {
  const door = await openPhoneDoor(options)
  opened.push(door)
  return door
}
afterEach(async () => {
  for (const door of opened.splice(0)) await door.channel.close?.()
})
const hello: Json = { kind: 'message', text: 'hello' }
const noLinks = renderContext({ mediaLink: () => undefined })

describe('a message through the linked phone', () => {
  test('is typed first and then sent, and the chat is not marked as read by that', async () => {
    const door = await open()
    await door.linked()
    door.client().did.length = 0
    const { platformId } = await door.channel.send(hello, door.sendOptions('out_1:0'))
    expect(door.client().did).toEqual([`typing ${ANA}`])
    expect(door.client().sent).toMatchObject([
      { id: platformId, to: ANA, content: 'hello', options: { sendSeen: false } },
    ])
  })

  test('takes a person’s time: a second at least, three at most', () => {
    for (const text of ['', 'ok', 'x'.repeat(4000)]) {
      for (const random of [() => 0, () => 0.5, () => 0.999]) {
        expect(typingMs(text, random)).toBeGreaterThanOrEqual(1000)
        expect(typingMs(text, random)).toBeLessThanOrEqual(3000)
      }
    }
    expect(typingMs('x'.repeat(500), () => 0)).toBeGreaterThan(typingMs('x', () => 0))
  })

  test('waits for its turn when the phone has too much to say', async () => {
    const door = await open({ perSecond: 1 })
    await door.linked()
    const sends = Array.from({ length: 101 }, (_, n) => door.channel.send(hello, door.sendOptions(`o:${n}`)))
    const ends = await Promise.allSettled(sends)
    const failed = ends.filter(end => end.status === 'rejected')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.reason).toBeInstanceOf(RateLimited)
  })

  test('goes to nobody who did not write first', async () => {
    const door = await open({ setUp: client => client.strangers.add(ANA) })
    await door.linked()
    await expect(door.channel.send(hello, door.sendOptions('out_1:0'))).rejects.toBeInstanceOf(Refused)
    expect(door.client().sent).toEqual([])
  })

  test('has options as numbered text, emphasis as WhatsApp writes it, and files with their caption', async () => {
    const door = await open()
    await door.linked()
    const actions = ['Track', 'Return'].map(title => ({ type: 'postBack', title, value: { choice: title } }))
    const asked = door.channel.render(
      [{ type: 'message', textFormat: 'markdown', text: '**What** is it?', suggestedActions: { actions } }],
      noLinks,
    )
    expect(asked).toHaveLength(1)
    expect((asked[0] as { text: string }).text).toContain('*What* is it?\n\n1. Track\n2. Return')

    door.house.media.set('m1', { bytes: Buffer.from('OggS'), contentType: 'audio/ogg', name: 'a.ogg' })
    const attachments = [{ contentType: 'audio/ogg', contentUrl: 'media:m1', name: 'a.ogg' }]
    const [file] = door.channel.render([{ type: 'message', text: 'Listen', attachments }], noLinks) as [Json]
    await door.channel.send(file, door.sendOptions('out_1:0'))
    expect(door.client().sent).toMatchObject([
      {
        content: { contentType: 'audio/ogg', base64: Buffer.from('OggS').toString('base64'), name: 'a.ogg' },
        options: { caption: 'Listen', sendAudioAsVoice: true, sendSeen: false },
      },
    ])
    door.house.media.clear()
    await expect(door.channel.send(file, door.sendOptions('out_2:0'))).rejects.toBeInstanceOf(Refused)
  })

  test.each([
    ['fails', OutcomeUnknown],
    ['hangs', OutcomeUnknown],
    ['noChat', Refused],
  ] as const)('that %s throws the one right error', async (trouble, kind) => {
    const door = await open()
    await door.linked()
    door.client().trouble = trouble
    const signal = AbortSignal.timeout(100)
    const sent = door.channel.send(hello, door.sendOptions('out_1:0', { signal }))
    await expect(sent).rejects.toBeInstanceOf(kind)
  })

  test('whose answer is lost is proved by the phone’s own word, and silences nobody', async () => {
    const door = await open()
    await door.linked()
    door.client().trouble = 'sendsAndHangs'
    const signal = AbortSignal.timeout(100)
    const error = await door.channel
      .send(hello, door.sendOptions('out_1:0', { signal }))
      .catch(error => error)
    expect(error).toMatchObject({ code: 'channel.outcome_unknown', waitMs: 30_000 })
    await eventually(() =>
      expect(door.house.receipts).toMatchObject([
        { status: 'sent', part: 'out_1:0', platformIds: [expect.any(String)] },
      ]),
    )
    expect(door.house.received).toEqual([])
  })

  test('waits while nothing is linked, for the operator when a code is to be scanned or another phone is linked', async () => {
    const broken = await open({ setUp: client => (client.begin = 'fail') })
    await expect(broken.channel.send(hello, broken.sendOptions('o'))).rejects.toMatchObject({
      code: 'channel.unreachable',
      blame: 'platform',
    })
    const unscanned = await open({ setUp: client => (client.begin = 'qr') })
    await eventually(() => expect(unscanned.qrs).toEqual(['qr-code']))
    await expect(unscanned.channel.send(hello, unscanned.sendOptions('o'))).rejects.toMatchObject({
      code: 'channel.unreachable',
      blame: 'config',
    })
    const other = await open()
    await other.linked()
    await expect(
      other.channel.send(hello, other.sendOptions('o', { account: '34911111111@c.us' })),
    ).rejects.toMatchObject({ blame: 'config' })
  })
})

describe('a file that came', () => {
  test('is loaded from the phone, within the limit', async () => {
    const door = await open()
    await door.linked()
    const id = 'false_34600000001@c.us_B1'
    door.client().files.set(id, { mimetype: 'image/png', data: Buffer.from('PNG').toString('base64') })
    const load = (messageId: string, maxBytes = 1000) =>
      door.channel.fetchMedia?.(
        { messageId },
        { account: door.sendOptions('x').account, maxBytes, signal: AbortSignal.timeout(1000) },
      )
    expect(await load(id)).toEqual({ bytes: Buffer.from('PNG'), contentType: 'image/png' })
    await expect(load(id, 2)).rejects.toBeInstanceOf(Refused)
    await expect(load('gone')).rejects.toBeInstanceOf(Refused)
    door.client().emit('disconnected', 'NAVIGATION')
    await expect(load(id)).rejects.toBeInstanceOf(Unreachable)
  })
})

test('what is typed by hand under the hidden number of somebody who wrote under the plain one is told', async () => {
  const hidden = '7700000000001@lid'
  const door = await open({ setUp: client => client.strangers.add(hidden) })
  await door.linked()
  door.client().emit('message', webMessage({ id: 'c1', from: ANA }))
  await eventually(() => expect(door.house.received).toHaveLength(1))
  const own = { from: '34900000000@c.us', fromMe: true, to: hidden, body: 'it left today' }
  door.client().emit('message_create', webMessage({ ...own, id: 'p1' }))
  await eventually(() => expect(door.house.received).toHaveLength(2))
  expect(door.house.received[1]).toMatchObject({ kind: 'echo', threadKey: hidden, aliases: [ANA] })
})

test('what is typed by hand to people who never wrote to the shop stays private', async () => {
  const door = await open({ setUp: client => client.strangers.add('34699999999@c.us') })
  await door.linked()
  const own = { from: '34900000000@c.us', fromMe: true, body: 'see you tonight' }
  door.client().emit('message_create', webMessage({ ...own, id: 'p1', to: '34699999999@c.us' }))
  door.client().emit('message_create', webMessage({ ...own, id: 'p2', to: ANA, body: 'your parcel left' }))
  await eventually(() => expect(door.house.received).toHaveLength(1))
  expect(door.house.received).toMatchObject([
    { kind: 'echo', threadKey: ANA, activity: { text: 'your parcel left' } },
  ])
})
