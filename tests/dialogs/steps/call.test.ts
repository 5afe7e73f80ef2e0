import { describe, expect, test } from 'vitest'
import type { Timer } from '../../../dialogs/turn-types.ts'
import { botOf, startChat } from '../chat.ts'

const TEXTS =
  "found: 'Order {{order.number}}.'\nnone: None.\ndown: Down.\nproof: Which email?\nq: Which number?\nend_: 'End {{call.outcome}}.'"
const FIND = `trigger: small.talk
slots: { number: { entity: order }, proof: { entity: email } }
steps:
  - { ask: number, say: q }
  - call: orders.find
    with: { number: slots.number, proof: slots.proof }
    save: order
    timeout: 8s
    retries: 2
    on:
      proof_needed: [{ ask: proof, say: proof }, { retry: call }]
      not_found: [{ say: none }, { clear: [number, proof] }, { restart: }]
      failed: [{ say: down }, { handoff: action_failed }]
  - say: found
  - end: resolved`
const talk = (yaml = FIND) => startChat(botOf({ dialogs: { a: yaml }, texts: TEXTS }))
const begin = (chat: ReturnType<typeof talk>, text = '10432') => chat.says(text, { intent: 'small.talk' })

describe('call', () => {
  test('ends the turn with the call and a deadline, and goes on with the answer', () => {
    const chat = talk()
    expect(begin(chat)).toEqual([])
    expect(chat.result.calls).toEqual([
      {
        id: 'inb_1:c1',
        action: 'orders.find',
        input: { number: '10432', proof: null },
        timeoutMs: 8000,
        retries: 2,
      },
    ])
    expect(chat.result.timers).toMatchObject([{ purpose: 'call', dueAt: '2026-03-02T10:00:34.000Z' }])
    expect(chat.result.waitingForCall).toBe(true)
    expect(chat.returns('ok', { number: '10432' })).toEqual(['Order 10432.'])
    expect(chat.result.waitingForCall).toBe(false)
  })

  test('runs the branch of an outcome, which may call again', () => {
    const chat = talk()
    begin(chat)
    expect(chat.returns('proof_needed')).toEqual(['Which email?'])
    chat.says('ana@example.org')
    expect(chat.result.calls[0]?.input).toEqual({ number: '10432', proof: 'ana@example.org' })
    expect(chat.returns('not_found')).toEqual(['None.', 'Which number?'])
    chat.says('10433')
    expect(chat.result.calls[0]?.input).toEqual({ number: '10433', proof: null })
  })

  test('a timeout, and an outcome without a branch, are a failure', () => {
    const late = talk()
    begin(late)
    expect(late.due()[0]).toBe('Down.')
    expect(late.result.handoff?.reason).toBe('action_failed')
    const odd = talk()
    begin(odd)
    expect(odd.returns('too_many_tries')[0]).toBe('Down.')
  })

  test('without any branch the customer reads an apology and a person takes over', () => {
    const chat = talk('trigger: small.talk\nsteps:\n  - call: shop.do\n  - say: end_')
    begin(chat)
    expect(chat.returns('failed')).toHaveLength(2)
    expect(chat.result.handoff).toMatchObject({ reason: 'action_failed', note: 'shop.do: failed' })
  })

  test('an empty branch goes on after the call, and `call` tells how it ended', () => {
    const chat = talk('trigger: small.talk\nsteps:\n  - call: shop.do\n    on: { failed: [] }\n  - say: end_')
    begin(chat)
    expect(chat.returns('failed')).toEqual(['End failed.'])
  })

  test('an answer that comes twice, late, or for nobody changes nothing', () => {
    const chat = talk()
    begin(chat)
    const timer = chat.timers[0] as Timer
    chat.returns('ok', { number: '10432' })
    const state = chat.state
    expect(chat.returns('ok', { number: '10432' })).toEqual([])
    chat.take({ kind: 'timer', timer })
    chat.take({ kind: 'callResult', result: { callId: 'x:c1', action: 'orders.find', outcome: 'ok' } })
    expect(chat.result.activities).toEqual([])
    expect(chat.result.trace).toMatchObject([{ kind: 'ignored' }])
    expect(chat.state).toEqual(state)
  })

  test('a message waits while a call is out, and the customer sees that somebody is at it', () => {
    const chat = talk()
    begin(chat)
    const state = chat.state
    chat.says('hello?')
    expect(chat.result).toMatchObject({ hold: true, waitingForCall: true, activities: [{ type: 'typing' }] })
    expect(chat.state).toEqual(state)
  })

  test('asking for a person does not wait, and the answer is ignored when it comes', () => {
    const chat = talk()
    begin(chat)
    chat.says('a person!', { intent: 'human.request' })
    expect(chat.result).toMatchObject({ hold: false, waitingForCall: false, handoff: { reason: 'asked' } })
    chat.facts.owner = 'human'
    expect(chat.returns('ok', { number: '10432' })).toEqual([])
  })

  test('cancelling does not wait either', () => {
    const chat = talk()
    begin(chat)
    expect(chat.says('forget it')).toEqual(["OK, we'll leave that."])
    expect(chat.returns('ok', { number: '10432' })).toEqual([])
  })

  test('calls that fail for ever end at a person', () => {
    const chat = talk('trigger: small.talk\nsteps:\n  - call: shop.do\n    on: { failed: [{ retry: call }] }')
    begin(chat)
    for (let n = 0; n < 30 && chat.result.handoff === undefined; n++) chat.returns('failed')
    expect(chat.result.handoff).toMatchObject({ reason: 'action_failed', note: 'shop.do: calls without end' })
  })
})

test('pressing "talk to a person" does not wait for a call either', () => {
  const chat = startChat(
    botOf({
      dialogs: {
        a: 'trigger: small.talk\nsteps:\n  - { say: found, choices: [{ text: p, begin: human }] }\n  - call: shop.do\n  - say: end_',
      },
      texts: `${TEXTS}\np: A person`,
    }),
  )
  begin(chat)
  chat.presses('p')
  expect(chat.result).toMatchObject({ hold: false, handoff: { reason: 'asked' } })
})
