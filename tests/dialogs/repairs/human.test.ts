import { describe, expect, test } from 'vitest'
import { STATUS, shopChat } from './shop.ts'

const HUMAN = { intent: 'human.request' }

describe('a person', () => {
  test('can be had at any point, and the customer is told', () => {
    const chat = shopChat()
    chat.says('where is it', STATUS)
    expect(chat.says('a person please', HUMAN)).toEqual([
      expect.stringContaining("I'll connect you with a colleague"),
    ])
    expect(chat.result.handoff).toEqual({ reason: 'asked', priority: 'normal' })
    expect(chat.frames().map(({ dialog }) => dialog)).toEqual(['status'])
  })

  test('can be asked for beside another matter', () => {
    const chat = shopChat()
    chat.says('it is broken, get me a person', { ...STATUS, also: ['human.request'] })
    expect(chat.result.handoff?.reason).toBe('asked')
  })

  test('out of hours the customer is told when', () => {
    const chat = shopChat({ desk: { open: false, opensAt: '2026-03-03T08:00:00.000Z' } })
    expect(chat.says('a person', HUMAN)).toEqual([expect.stringMatching(/offline right now.* on March 3/)])
    expect(chat.result.handoff?.reason).toBe('asked')
    expect(shopChat({ desk: { open: false } }).says('a person', HUMAN)).toEqual([
      expect.stringContaining('offline right now'),
    ])
  })

  test('a rule of bot.yaml hands over once', () => {
    const bot = `handoff:
  rules:
    - { when: "sentiment.label == 'angry' && sentiment.streak >= 2", reason: negative, priority: high }
`
    const chat = shopChat({}, bot)
    const ANGRY = { sentiment: { label: 'angry' as const, score: -0.9 } }
    chat.says('where is it', { ...STATUS, ...ANGRY })
    expect(chat.result.handoff).toBeUndefined()
    chat.says('this is a joke', ANGRY)
    expect(chat.result.handoff).toEqual({ reason: 'negative', priority: 'high' })
    chat.returned()
    chat.says('grr', ANGRY)
    chat.says('grr', ANGRY)
    expect(chat.result.handoff).toBeUndefined()
  })

  test('a rule about the order holds as soon as the order is known', () => {
    const bot = `handoff:
  rules:
    - { when: "order.total > 500 && order.status == 'delayed'", reason: rule, priority: high }
`
    const chat = shopChat({}, bot)
    chat.says('10432 ana@example.org', STATUS)
    const said = chat.returns('ok', { number: '10432', total: 900, status: 'delayed' })
    expect(said).toEqual(['Order 10432 is on its way.', expect.stringContaining('take care of this')])
    expect(chat.result.handoff).toEqual({ reason: 'rule', priority: 'high' })
  })
})
