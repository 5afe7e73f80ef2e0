import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chatTexts,
  headText,
  openSlackHouse,
  type SlackHouse,
  times,
  until,
  untilChat,
  untilRead,
} from './slack-house.ts'

describe.each([
  ['HTTP', {}],
  ['Socket Mode', { socketMode: true }],
] as const)('a hand-off in Slack, over %s', (_, mode) => {
  let house: SlackHouse
  let ana: string
  beforeAll(async () => {
    house = await openSlackHouse(mode)
    ana = await house.agent('Ana')
    if ('socketMode' in mode) await until('a socket', () => house.slack.delivery.connections() > 0)
  })
  afterAll(() => house?.close())

  test('goes from its thread over notes and answers to its end with a cause', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate('I want to talk to a human')
    expect(headText(head)).toMatch(/webchat/)
    expect(headText(head)).toMatch(/Waiting/)
    const place = { channel: head.channel, threadTs: head.ts }

    expect(await slack.pressUnder(ana, head, 'Claim')).toBe(200)
    await untilRead(slack, head, /Ana.* has it/)
    await until('the first message tells who has it', () => /\*Ana\* has it/.test(headText(head)))

    expect((await slack.write(ana, 'looks like the usual carrier', place)).status).toBe(200)
    const byMention = await slack.write(ana, '@Conserje Hello, I am Ana & I <3 parcels', place)
    await untilChat(chat, 'Hello, I am Ana & I <3 parcels')
    await untilRead(slack, head, /sent to the customer · .*Ana/)
    const sent = slack.world.message(head.channel, byMention.ts)
    expect(sent?.reactions).toEqual(['white_check_mark'])

    expect(await slack.pressUnder(ana, head, 'Reply')).toBe(200)
    expect(await slack.submit(ana, { reply: 'This is the modal' })).toEqual({ status: 200 })
    await untilChat(chat, 'This is the modal')
    await untilRead(slack, head, /Ana.* to the customer[\s\S]*This is the modal[\s\S]*sent to the customer/)

    const plain = await slack.write(ana, 'This goes by the shortcut', place)
    expect(await slack.shortcut(ana, { channel: head.channel, ts: plain.ts }, 'conserje_send')).toBe(200)
    await untilChat(chat, 'This goes by the shortcut')

    await chat.post('thank you, one more thing', 'second')
    await untilRead(slack, head, 'thank you, one more thing')

    expect(await slack.pressUnder(ana, head, 'Resolve')).toBe(200)
    expect(await slack.submit(ana, { cause: 'lost' })).toEqual({ status: 200 })
    await untilRead(slack, head, /Ana.* resolved it: \S/)
    await until('the first message tells the end', () => /\*Resolved\*/.test(headText(head)))
    expect(await slack.pressUnder(ana, head, 'Claim')).toBe(404)

    expect(await chatTexts(chat)).not.toContain('usual carrier')
    for (const words of ['This is the modal', 'thank you, one more thing', 'resolved it'])
      expect(times(slack, head, words)).toBe(1)
    expect(slack.called).toEqual([])
  })
})
