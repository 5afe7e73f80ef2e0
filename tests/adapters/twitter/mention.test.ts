import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { POST_WEIGHT, weightedLength } from '../../../adapters/twitter/weighted-length.ts'
import { Refused } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import { renderContext } from '../house.ts'
import { openTwitter, type TwitterDoor } from './twitter-harness.ts'

const opened: TwitterDoor[] = []
const open = async (options: Parameters<typeof openTwitter>[0] = {}) => {
  const door = await openTwitter(options)
  opened.push(door)
  return door
}
afterEach(async () => {
  for (const door of opened.splice(0)) await door.close()
})

const said = { type: 'message', text: 'Your order 10432 for Ana Lopez is on its way' }
const context = (threadKey: string, more: object = {}) =>
  renderContext({
    threadKey,
    text: key => (key === 'common.channel.mention' ? 'Write to us, please.' : ''),
    ...more,
  })
const publicOptions = (door: TwitterDoor, part: string, postId: string) =>
  door.sendOptions(part, { threadKey: `mention:${postId}` })

describe('the answer to a public mention', () => {
  test('is the one fixed sentence, whatever the bot would say, and one payload', async () => {
    const { channel } = await open()
    const payloads = channel.render([said, { type: 'typing' }, said], context('mention:7'))
    expect(payloads).toEqual([{ kind: 'post', text: 'Write to us, please.' }])
    expect(channel.render([{ type: 'typing' }], context('mention:7'))).toEqual([])
  })

  test('is never what a person wrote at the desk: that is refused, and told', async () => {
    const door = await open()
    const payloads = door.channel.render([said], context('mention:7', { speaker: 'agent' }))
    const sent = door.channel.send(payloads[0] as Json, publicOptions(door, 'out_1:0', '7'))
    await expect(sent).rejects.toBeInstanceOf(Refused)
  })

  test('goes under the post that asked, and once, however often it is sent', async () => {
    const door = await open()
    const { postId } = await door.platform.mention('ana', '@shop where is my order 10432?')
    const [payload] = door.channel.render([said], context(`mention:${postId}`)) as [Json]
    const send = (part: string) => door.channel.send(payload, publicOptions(door, part, postId))
    const first = await send('out_1:0')
    expect(await send('out_1:0')).toEqual(first)
    expect(await Promise.all([send('out_2:0'), send('out_3:0')])).toEqual([first, first])
    expect(door.platform.taken).toMatchObject([
      {
        id: first.platformId,
        to: 'ana',
        kind: 'post',
        text: 'Write to us, please.',
        body: { reply: { in_reply_to_tweet_id: postId } },
      },
    ])
  })

  test.each(['droppedAfter', 'timeoutAfter', 'dropped', 'serverError'] as const)(
    'that ran into %s is found or made when it is tried again, by a process that knows nothing of it',
    async fault => {
      const door = await open()
      const { postId } = await door.platform.mention('ana', '@shop hi')
      const [payload] = door.channel.render([said], context(`mention:${postId}`)) as [Json]
      door.platform.fail(fault)
      const signal = AbortSignal.timeout(300)
      await door.channel.send(payload, { ...publicOptions(door, 'out_1:0', postId), signal }).catch(() => {})
      const { twitter } = await import('../../../adapters/twitter/index.ts')
      const later = twitter.configure(door.platform.environment)?.(door.house.deps)
      const receipt = await later?.send(payload, publicOptions(door, 'out_1:0', postId))
      expect(door.platform.taken.map(({ id }) => id)).toEqual([receipt?.platformId])
    },
  )

  test('is not made where a person of the shop was quicker', async () => {
    const door = await open()
    const { postId } = await door.platform.mention('ana', '@shop hi')
    const [payload] = door.channel.render(
      [said],
      context(`mention:${postId}`, { text: () => 'Hi Ana!' }),
    ) as [Json]
    const byHand = await door.channel.send(payload, publicOptions(door, 'x', postId))
    const [ours] = door.channel.render([said], context(`mention:${postId}`)) as [Json]
    expect(await door.channel.send(ours, publicOptions(door, 'out_1:0', postId))).toEqual(byHand)
    expect(door.platform.taken).toHaveLength(1)
  })

  test('is refused by X under a post that is gone', async () => {
    const door = await open()
    const [payload] = door.channel.render([said], context('mention:5')) as [Json]
    const sent = door.channel.send(payload, publicOptions(door, 'out_1:0', '5'))
    await expect(sent).rejects.toBeInstanceOf(Refused)
  })

  test('of a bot that words it too long ends at a sentence', async () => {
    const { channel } = await open()
    const text = () => '你好。'.repeat(200)
    const [payload] = channel.render([said], context('mention:7', { text })) as [{ text: string }]
    expect(weightedLength(payload.text)).toBeLessThanOrEqual(POST_WEIGHT)
  })

  test('fits into a post in every language, with no link, no name and no gap to be filled', () => {
    const languages = ['en', 'es', 'ro', 'de', 'fr', 'it', 'pt', 'nl', 'pl', 'ar', 'ja', 'zh']
    for (const language of languages) {
      const file = new URL(`../../../bots/common/locales/${language}.yaml`, import.meta.url)
      const { channel } = (
        parseYaml(readFileSync(file, 'utf8')) as { common: { channel: Record<string, string> } }
      ).common
      for (const text of [channel.mention, channel.mention_formal ?? channel.mention]) {
        expect(weightedLength(text as string)).toBeLessThanOrEqual(POST_WEIGHT)
        expect(text).not.toMatch(/\{\{|https?:|www\.|@|\w\.\w/)
      }
    }
  })
})

describe('the length of a post', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['¡ñandú!', 7],
    ['e\u0301', 1],
    ['“quoted” – well…', 16 + 1],
    ['日本', 4],
    ['👍', 2],
    ['مرحبا', 5],
  ])('of %j is %d', (text, length) => {
    expect(weightedLength(text)).toBe(length)
  })
})
