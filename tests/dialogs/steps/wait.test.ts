import { describe, expect, test } from 'vitest'
import type { Timer } from '../../../dialogs/turn-types.ts'
import { botOf, startChat } from '../chat.ts'

const talk = () =>
  startChat(
    botOf({
      dialogs: {
        a: 'trigger: small.talk\nsteps: [{ say: one }, { wait: 2h }, { say: two }]',
        b: 'trigger: order.status\nslots: { number: { entity: order } }\nsteps: [{ ask: number, say: q }, { say: told }]',
      },
      texts: 'one: One.\ntwo: Two.\ntold: On its way.\nq: Which?',
    }),
  )
const begin = (chat: ReturnType<typeof talk>) => chat.says('go', { intent: 'small.talk' })

describe('wait', () => {
  test('goes on when its time has come', () => {
    const chat = talk()
    expect(begin(chat)).toEqual(['One.'])
    expect(chat.result.timers).toMatchObject([{ purpose: 'wait', dueAt: '2026-03-02T12:00:00.000Z' }])
    expect(chat.due()).toEqual(['Two.'])
  })

  test('the customer may talk about other things meanwhile', () => {
    const chat = talk()
    begin(chat)
    expect(chat.says('10432', { intent: 'order.status' })).toEqual(['On its way.'])
    expect(chat.due()).toEqual(['Two.'])
  })

  test('a time that comes in the middle of a question goes on after it', () => {
    const chat = talk()
    begin(chat)
    chat.says('where is it', { intent: 'order.status' })
    expect(chat.due()).toEqual([])
    expect(chat.says('10432')).toEqual(['On its way.', 'Two.'])
  })

  test('a timer that comes twice does nothing', () => {
    const chat = talk()
    begin(chat)
    const timer = chat.timers[0] as Timer
    chat.due()
    chat.take({ kind: 'timer', timer })
    expect(chat.said()).toEqual([])
  })

  test('a person who has the conversation is not talked over', () => {
    const chat = talk()
    begin(chat)
    chat.facts.owner = 'human'
    expect(chat.due()).toEqual([])
    chat.facts.owner = 'bot'
    expect(chat.returned().at(-1)).toBe('Two.')
  })
})

test('"cancel" does not end what only waits for its time', () => {
  const chat = talk()
  begin(chat)
  expect(chat.says('forget it')).toEqual([expect.stringContaining('nothing to stop')])
  expect(chat.due()).toEqual(['Two.'])
})
