import { describe, expect, test } from 'vitest'
import { createOwnSends } from '../../../adapters/own-sends.ts'
import { createAuthorOf } from '../../../adapters/twitter/author.ts'
import type { OwnMessage } from '../../../adapters/twitter/parse.ts'

const own = (more: Partial<OwnMessage> = {}): OwnMessage => ({
  id: '9',
  account: '100',
  recipientId: '200',
  appId: undefined,
  text: 'hello',
  echo: [],
  ...more,
})
const send = { to: '200', text: 'hello', part: 'out_1:0' }

function open(config: { appId?: string } = {}, stored = new Map<string, string>()) {
  const now = { ms: 0 }
  const memory = {
    get: async (key: string) => stored.get(key),
    set: async (key: string, value: string) => {
      stored.set(key, value)
    },
  }
  const sends = createOwnSends(() => now.ms)
  return { now, stored, sends, judge: createAuthorOf({ consumerKey: 'key', ...config }, sends, memory) }
}

describe('a message of our own account', () => {
  test('is ours by the id that our call got', async () => {
    const { sends, judge } = open()
    sends.begin(send).sent('9')
    expect(await judge(own({ text: 'as X changed it' }))).toEqual({ who: 'us' })
    expect(await judge(own({ id: '10' }))).toEqual({ who: 'person' })
  })

  test('whose answer was lost is ours each time that X tells of it', async () => {
    const { sends, judge } = open()
    sends.begin(send).unknown()
    for (let n = 0; n < 3; n++) expect(await judge(own())).toEqual({ who: 'us', part: 'out_1:0' })
    expect(await judge(own({ id: '10' }))).toEqual({ who: 'person' })
  })

  test('is ours by its app once a send has told which that is, also after a restart', async () => {
    const { sends, judge, stored } = open()
    sends.begin(send).sent('9')
    await judge(own({ appId: '27' }))
    expect(await judge(own({ id: '11', text: 'other', appId: '27' }))).toEqual({ who: 'us' })
    expect(await judge(own({ id: '12', appId: '3033300' }))).toEqual({ who: 'person' })
    const later = open({}, stored).judge
    expect(await later(own({ id: '13', appId: '27' }))).toEqual({ who: 'us' })
    expect(await later(own({ id: '14', appId: '3033300' }))).toEqual({ who: 'person' })
  })

  test('is ours by the app of the settings from the start', async () => {
    const { judge } = open({ appId: '27' })
    expect(await judge(own({ appId: '27' }))).toEqual({ who: 'us' })
    expect(await judge(own({ appId: '28' }))).toEqual({ who: 'person' })
  })

  test('that comes before the answer to our call is ours by its words, and then tells the app too', async () => {
    const { sends, judge } = open()
    const sending = sends.begin({ ...send, text: 'hello\n\n there' })
    expect(await judge(own({ text: 'hello there', appId: '27' }))).toEqual({
      who: 'us',
      part: 'out_1:0',
    })
    sending.sent('9')
    expect(await judge(own({ id: '10', text: 'x', appId: '27' }))).toEqual({ who: 'us' })
  })

  test('that X has changed is awaited for while our call is under way', async () => {
    const { sends, judge } = open()
    const sending = sends.begin(send)
    const judged = judge(own({ text: 'changed' }))
    sending.sent('9')
    expect(await judged).toEqual({ who: 'us' })
  })

  test('proves a send whose answer never came, once, and for ten minutes', async () => {
    const { sends, judge, now } = open()
    sends.begin(send).unknown()
    expect(await judge(own())).toEqual({ who: 'us', part: 'out_1:0' })
    expect(await judge(own({ id: '10' }))).toEqual({ who: 'person' })
    sends.begin(send).unknown()
    now.ms = 600_001
    expect(await judge(own({ id: '11' }))).toEqual({ who: 'person' })
  })

  test('is a person’s when our own send did not go out, or went to somebody else', async () => {
    const { sends, judge } = open()
    sends.begin(send).failed()
    sends.begin({ ...send, to: '201' })
    expect(await judge(own())).toEqual({ who: 'person' })
  })
})
