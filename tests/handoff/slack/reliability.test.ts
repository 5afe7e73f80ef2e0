import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openChat } from '../../server/direct-line-client.ts'
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

const count = (text: string, words: string) => text.split(words).length - 1

describe.each(['sqlite', 'postgres'] as const)('Slack that fails, on %s', engine => {
  let house: SlackHouse
  let ana: string
  beforeAll(async () => {
    house = await openSlackHouse({ engine })
    ana = await house.agent('Ana')
  })
  afterAll(() => house?.close())

  test('delivers an event three times: one note, one answer', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    await slack.write(ana, 'a note for us', place, { deliveries: 3 })
    await slack.write(ana, '@Conserje an answer for you', place, { deliveries: 3 })
    await untilChat(chat, 'an answer for you')
    await untilRead(slack, head, 'sent to the customer')
    expect(count(await chatTexts(chat), 'an answer for you')).toBe(1)
    const store = await house.store()
    const [handoff] = (await store.handoffs.list({ order: 'newest', limit: 1 })) as {
      conversationId: string
    }[]
    const entries = await store.transcript.list(handoff?.conversationId as string)
    expect(entries.filter(({ activity }) => activity.text === 'a note for us')).toHaveLength(1)
    expect(times(slack, head, 'sent to the customer')).toBe(1)
  })

  test('asks to wait: everything comes, in order, once', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    slack.fail('rateLimited', 3)
    for (let n = 1; n <= 4; n++) await chat.post(`word number ${n}`, `w${n}`)
    await untilRead(slack, head, 'word number 4')
    const said = slack.read(head).flatMap(text => /word number \d/.exec(text)?.[0] ?? [])
    expect(said.filter(one => one !== undefined)).toEqual([1, 2, 3, 4].map(n => `word number ${n}`))
  })

  test.each(['droppedAfter', 'dropped', 'serverError'] as const)(
    'breaks off (%s): nothing is lost, and nothing stands there twice',
    async kind => {
      const { slack } = house
      const { chat, head } = await house.escalate()
      slack.fail(kind, 2)
      await chat.post('did you get this?', 'x1')
      await chat.post('and this?', 'x2')
      await untilRead(slack, head, 'and this?')
      expect(times(slack, head, 'did you get this?')).toBe(1)
      expect(times(slack, head, 'and this?')).toBe(1)
    },
  )

  test('takes the token back: customers are answered, and all is told once it works again', async () => {
    const { slack } = house
    const before = slack.heads().length
    slack.token(false)
    const chat = await openChat(house.server().url)
    await chat.post('I want to talk to a human', '1')
    expect(await chat.replies(2)).not.toEqual([])
    const other = await openChat(house.server().url)
    await other.post('do you offer gift wrapping?', '1')
    expect(await other.replies(2)).not.toEqual([])
    await until('a line in the log', () =>
      house.server().output().stderr.includes('SLACK_BOT_TOKEN (token_revoked)'),
    )
    expect(slack.heads()).toHaveLength(before)
    slack.token(true)
    const head = await until('a thread', () => slack.heads()[before])
    await untilRead(slack, head, 'said so far')
    expect(slack.heads()).toHaveLength(before + 1)
    expect(house.server().output().stderr).not.toContain('xoxb-')
  }, 90_000)

  test('is told all of it, once, by a server that was killed in between', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    expect(await slack.pressUnder(ana, head, 'Claim')).toBe(200)
    const written: Promise<unknown>[] = []
    for (let round = 0; round < 3; round++) {
      await chat.post(`before kill ${round}`, `k${round}`)
      written.push(slack.write(ana, `@Conserje answer ${round}`, place))
      await pause(60 + 200 * Math.random())
      await house.restart('SIGKILL')
    }
    await Promise.all(written)
    for (let round = 0; round < 3; round++) {
      await untilChat(chat, `answer ${round}`)
      await untilRead(slack, head, `before kill ${round}`)
    }
    await until('the signs', () => times(slack, head, 'sent to the customer') === 3)
    await untilRead(slack, head, /Ana.* has it/)
    await pause(1_500)
    const read = await chatTexts(chat)
    for (let round = 0; round < 3; round++) {
      expect(count(read, `answer ${round}`)).toBe(1)
      expect(times(slack, head, `before kill ${round}`)).toBe(1)
    }
    expect(times(slack, head, 'said so far')).toBe(1)
    expect(times(slack, head, 'has it')).toBe(1)
    expect(headText(head)).toMatch(/\*Ana\* has it/)
  }, 120_000)
})
