import { describe, expect, test } from 'vitest'
import { createOwnSends } from '../../../adapters/twitter/own-sends.ts'
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
const send = { recipientId: '200', text: 'hello', part: 'out_1:0' }

function open(config: { appId?: string } = {}, stored = new Map<string, string>()) {
  const now = { ms: 0 }
  const memory = {
    get: async (key: string) => stored.get(key),
    set: async (key: string, value: string) => {
      stored.set(key, value)
    },
  }
  return {
    now,
    stored,
    sends: createOwnSends({ consumerKey: 'key', ...config }, { clock: () => now.ms, memory }),
  }
}

describe('a message of our own account', () => {
  test('is ours by the id that our call got', async () => {
    const { sends } = open()
    sends.begin(send).sent('9')
    expect(await sends.judge(own({ text: 'as X changed it' }))).toEqual({ who: 'us' })
    expect(await sends.judge(own({ id: '10' }))).toEqual({ who: 'person' })
  })

  test('is ours by its app once a send has told which that is, also after a restart', async () => {
    const { sends, stored } = open()
    sends.begin(send).sent('9')
    await sends.judge(own({ appId: '27' }))
    expect(await sends.judge(own({ id: '11', text: 'other', appId: '27' }))).toEqual({ who: 'us' })
    expect(await sends.judge(own({ id: '12', appId: '3033300' }))).toEqual({ who: 'person' })
    const later = open({}, stored).sends
    expect(await later.judge(own({ id: '13', appId: '27' }))).toEqual({ who: 'us' })
    expect(await later.judge(own({ id: '14', appId: '3033300' }))).toEqual({ who: 'person' })
  })

  test('is ours by the app of the settings from the start', async () => {
    const { sends } = open({ appId: '27' })
    expect(await sends.judge(own({ appId: '27' }))).toEqual({ who: 'us' })
    expect(await sends.judge(own({ appId: '28' }))).toEqual({ who: 'person' })
  })

  test('that comes before the answer to our call is ours by its words, and then tells the app too', async () => {
    const { sends } = open()
    const sending = sends.begin({ ...send, text: 'hello\n\n there' })
    expect(await sends.judge(own({ text: 'hello there', appId: '27' }))).toEqual({
      who: 'us',
      part: 'out_1:0',
    })
    sending.sent('9')
    expect(await sends.judge(own({ id: '10', text: 'x', appId: '27' }))).toEqual({ who: 'us' })
  })

  test('that X has changed is awaited for while our call is under way', async () => {
    const { sends } = open()
    const sending = sends.begin(send)
    const judged = sends.judge(own({ text: 'changed' }))
    sending.sent('9')
    expect(await judged).toEqual({ who: 'us' })
  })

  test('proves a send whose answer never came, once, and for ten minutes', async () => {
    const { sends, now } = open()
    sends.begin(send).unknown()
    expect(await sends.judge(own())).toEqual({ who: 'us', part: 'out_1:0' })
    expect(await sends.judge(own({ id: '10' }))).toEqual({ who: 'person' })
    sends.begin(send).unknown()
    now.ms = 600_001
    expect(await sends.judge(own({ id: '11' }))).toEqual({ who: 'person' })
  })

  test('is a person’s when our own send did not go out, or went to somebody else', async () => {
    const { sends } = open()
    sends.begin(send).failed()
    sends.begin({ ...send, recipientId: '201' })
    expect(await sends.judge(own())).toEqual({ who: 'person' })
  })
})
