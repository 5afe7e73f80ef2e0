import { afterEach, describe, expect, test } from 'vitest'
import { StoreError } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { eventually } from '../../eventually.ts'
import { serveChannel } from '../channel-server.ts'
import { renderContext } from '../house.ts'
import { openTwitter, type TwitterDoor } from './twitter-harness.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function openBoth(): Promise<TwitterDoor> {
  const door = await openTwitter({ reports: true })
  const served = await serveChannel(door.channel)
  door.platform.webhook(`${served.url}/webhooks/twitter`)
  closing.push(served.close, door.close)
  return door
}
const PNG = Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1')

async function answer(door: TwitterDoor, text: string, titles: string[] = []): Promise<string> {
  const { threadKey } = door.house.received.at(-1) ?? { threadKey: '' }
  const actions = titles.map(title => ({ type: 'postBack', title, value: { choice: title } }))
  const activity = { type: 'message', text, suggestedActions: { actions } }
  const [payload] = door.channel.render([activity], renderContext()) as [Json]
  return (await door.channel.send(payload, door.sendOptions('out_1:0', { threadKey }))).platformId
}

describe('X over real sockets', () => {
  test('passes the challenge, is read, answers, and is read by the customer', async () => {
    const door = await openBoth()
    expect(await door.platform.say('ana', 'where is <my> order & bill?', { name: 'Ana' })).toBe(200)
    expect(door.house.received).toMatchObject([
      { customer: { name: 'Ana' }, activity: { text: 'where is <my> order & bill?' } },
    ])
    const id = await answer(door, 'What is it about?', ['Track', 'Return'])
    expect(await door.platform.press('ana', 'Return')).toBe(200)
    expect(await door.platform.press('ana', 'Nothing like that')).toBe(404)
    expect(door.house.received.at(-1)?.activity.text).toBe('2')
    const { threadKey } = door.house.received[0] ?? {}
    expect(door.house.receipts.at(-1)).toMatchObject({ status: 'read', threadKey, upTo: expect.any(String) })
    // X has told of our own message too: it is ours, so nobody is silenced.
    await eventually(() => expect([...door.house.memory.values()]).toEqual(['27']))
    expect(door.house.received.every(({ kind }) => kind === 'activity')).toBe(true)
    expect(id).toMatch(/^\d+$/)
  })

  test('takes what a person wrote in X’s own app for an echo', async () => {
    const door = await openBoth()
    await door.platform.say('ana', 'hello')
    expect(await door.platform.answerByHand('ana', 'Eva here, I have your parcel')).toBe(200)
    expect(door.house.received.at(-1)).toMatchObject({
      kind: 'echo',
      threadKey: door.house.received[0]?.threadKey,
      activity: { text: 'Eva here, I have your parcel' },
    })
  })

  test('brings a picture, loaded with the account’s signature and within the limit', async () => {
    const door = await openBoth()
    await door.platform.sendPicture('ana', PNG, 'broken')
    const [inbound] = door.house.received
    expect(inbound?.activity).toMatchObject({ text: 'broken', attachments: [{ contentUrl: 'media:0' }] })
    const load = (maxBytes: number) =>
      door.channel.fetchMedia?.(inbound?.media?.[0]?.ref as Json, {
        account: '100',
        maxBytes,
        signal: AbortSignal.timeout(2000),
      })
    expect(await load(1000)).toEqual({ bytes: PNG, contentType: 'image/png' })
    await expect(load(5)).rejects.toMatchObject({ code: 'channel.refused' })
  })

  test('has a mention once, also when it is delivered again or the author goes on', async () => {
    const door = await openBoth()
    const { status, postId } = await door.platform.mention('ana', '@shop hola', { lang: 'es' })
    expect(status).toBe(200)
    await door.platform.mention('ana', '@shop still there?', { talk: postId })
    expect(door.house.received.map(({ threadKey }) => threadKey)).toEqual([`mention:${postId}`])
    expect(door.house.received[0]?.customer).toEqual({ locale: 'es' })
  })

  test('answers 503 while the store does not take anything, so that X delivers again', async () => {
    const door = await openBoth()
    door.house.fault.error = new StoreError('store.full', 'full')
    expect(await door.platform.say('ana', 'hello')).toBe(503)
    delete door.house.fault.error
    expect(await door.platform.say('ana', 'hello')).toBe(200)
  })
})
