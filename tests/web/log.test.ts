import { describe, expect, it } from 'vitest'
import {
  addActivity,
  addPending,
  countUnread,
  EMPTY_LOG,
  type Log,
  markDelivery,
  openChoices,
  settleTyping,
} from '../../web/widget/log.ts'
import { type Message, messageOf, speakerOf } from '../../web/widget/message.ts'
import { readActivity, type WireActivity } from '../../web/widget/wire.ts'

const activity = (raw: Record<string, unknown>) => readActivity({ type: 'message', ...raw }) as WireActivity
const bot = (id: string, raw: Record<string, unknown> = {}) =>
  activity({ id, from: { id: 'bot', role: 'bot', name: 'Casa Lumen' }, text: `bot ${id}`, ...raw })
const echo = (id: string, clientActivityID: string, text = 'hi') =>
  activity({ id, from: { id: 'u', role: 'user' }, text, channelData: { clientActivityID } })
const pending = (key: string): Message => ({
  ...(messageOf(echo('x', key), 'u', 0) as Message),
  id: undefined,
  delivery: 'sending',
})
const add = (log: Log, ...activities: WireActivity[]) =>
  activities.reduce((sum, one) => addActivity(sum, one, 'u', 1000), log)
const keys = (log: Log) => log.messages.map(({ key }) => key)

describe('the log', () => {
  it('shows an activity once, however often the stream replays it', () => {
    const log = add(EMPTY_LOG, bot('1'), bot('2'), bot('1'), bot('2'))
    expect(keys(log)).toEqual(['1', '2'])
  })

  it('turns a message on its way into the echoed one, without another bubble', () => {
    const log = add(addPending(EMPTY_LOG, pending('k1')), echo('7', 'k1'))
    expect(log.messages).toMatchObject([{ key: 'k1', id: '7', delivery: 'sent' }])
  })

  it('keeps what is on its way behind what the server has', () => {
    const log = add(
      addPending(addPending(EMPTY_LOG, pending('k1')), pending('k2')),
      bot('5'),
      echo('6', 'k1'),
      bot('7'),
    )
    expect(keys(log)).toEqual(['5', 'k1', '7', 'k2'])
  })

  it('does not call an arrived message failed', () => {
    const arrived = add(addPending(EMPTY_LOG, pending('k1')), echo('7', 'k1'))
    expect(markDelivery(arrived, 'k1', 'failed').messages[0]?.delivery).toBe('sent')
    expect(markDelivery(addPending(EMPTY_LOG, pending('k1')), 'k1', 'failed').messages[0]?.delivery).toBe(
      'failed',
    )
  })

  it('lets a failed message keep its place, and puts it last when it is tried again', () => {
    const failed = markDelivery(addPending(EMPTY_LOG, pending('k1')), 'k1', 'failed')
    const later = add(failed, bot('8'))
    expect(keys(later)).toEqual(['k1', '8'])
    expect(keys(markDelivery(later, 'k1', 'sending'))).toEqual(['8', 'k1'])
  })

  it('shows typing until a message comes or the time is over, and never the customer’s own', () => {
    const typing = (role: string) => activity({ type: 'typing', from: { id: role, role } })
    const log = add(EMPTY_LOG, typing('bot'))
    expect(log.typing?.speaker).toBe('bot')
    expect(add(log, bot('1')).typing).toBeUndefined()
    expect(add(log, echo('1', 'k')).typing).toBeDefined()
    expect(settleTyping(log, 5000).typing).toBeDefined()
    expect(settleTyping(log, 60_000).typing).toBeUndefined()
    expect(add(EMPTY_LOG, typing('user')).typing).toBeUndefined()
  })

  it('offers choices only under the last message, and not once the customer has answered', () => {
    const asked = add(
      EMPTY_LOG,
      bot('1', {
        suggestedActions: { actions: [{ type: 'postBack', title: 'Yes', value: { choice: 'yes' } }] },
      }),
    )
    expect(openChoices(asked)?.choices).toMatchObject([{ title: 'Yes', value: { choice: 'yes' } }])
    expect(openChoices(addPending(asked, pending('k')))).toBeUndefined()
    expect(openChoices(add(asked, bot('2')))).toBeUndefined()
  })

  it('counts what the shop said after the last message that was seen', () => {
    const log = add(EMPTY_LOG, bot('1'), echo('2', 'k'), bot('3'), bot('4'))
    expect(countUnread(log, '1')).toBe(2)
    expect(countUnread(log, '4')).toBe(0)
    expect(countUnread(log, 'of another conversation')).toBe(0)
  })

  it('ends with the conversation, and passes over events and empty messages', () => {
    expect(add(EMPTY_LOG, activity({ type: 'endOfConversation' })).ended).toBe(true)
    expect(
      add(EMPTY_LOG, activity({ type: 'event', id: '1', name: 'x' }), activity({ id: '2', text: '' })),
    ).toEqual(EMPTY_LOG)
  })
})

describe('speakerOf', () => {
  it('believes the server’s word, then the role, then the user id', () => {
    const of = (raw: Record<string, unknown>) => speakerOf(activity(raw), 'u')
    expect(of({ from: { id: 'x', role: 'bot' }, channelData: { speaker: 'agent' } })).toBe('agent')
    expect(of({ from: { id: 'x', role: 'user' } })).toBe('customer')
    expect(of({ from: { id: 'u' } })).toBe('customer')
    expect(of({ from: { id: 'someone' } })).toBe('bot')
    expect(of({ from: { id: 'x', role: 'agent' } })).toBe('agent')
  })
})

describe('messageOf', () => {
  it('keeps unsafe files closed and cleans names', () => {
    const message = messageOf(
      bot('1', {
        attachments: [
          { contentType: 'image/png', contentUrl: 'https://a.example/a.png', name: 'a.png' },
          { contentType: 'image/svg+xml', contentUrl: 'https://a.example/a.svg', name: 'a.svg' },
          { contentType: 'text/html', contentUrl: 'javascript:alert(1)', name: 'x\u202etxt.exe' },
        ],
      }),
      undefined,
      0,
    )
    expect(message?.files).toEqual([
      { kind: 'image', name: 'a.png', url: 'https://a.example/a.png' },
      { kind: 'file', name: 'a.svg', url: 'https://a.example/a.svg' },
      { kind: 'file', name: 'xtxt.exe', url: undefined },
    ])
  })
})
