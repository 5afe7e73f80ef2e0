import { expect, test } from 'vitest'
import { openQuestion } from '../../dialogs/open-question.ts'
import { situation } from '../../dialogs/situation.ts'
import { STATUS, shopChat } from './repairs/shop.ts'

test('the situation tells an agent what is known: matter, slots, order, mood, what was tried', () => {
  const chat = shopChat()
  chat.says('do you wrap gifts?', { intent: 'faq.gift' })
  chat.says('where is 10432, ana@example.org', {
    ...STATUS,
    sentiment: { label: 'unhappy', score: -0.4 },
    language: 'en',
    languageConfidence: 0.9,
  })
  chat.returns('ok', { number: '10432', status: 'shipped' })
  const at = '2026-03-02T10:00:00.000Z'
  expect(situation(chat.state)).toEqual({
    language: 'en',
    intent: {
      name: 'order.status',
      confidence: 0.9,
      alternatives: [{ intent: 'order.status', confidence: 0.9 }],
    },
    sentiment: [
      { label: 'neutral', score: 0 },
      { label: 'unhappy', score: -0.4 },
    ],
    slots: { number: '10432', proof: 'ana@example.org' },
    order: { number: '10432', status: 'shipped' },
    tried: [
      { at, kind: 'answer', name: 'faq.gift' },
      { at, kind: 'dialog', name: 'status', outcome: 'resolved' },
      { at, kind: 'action', name: 'orders.find', outcome: 'ok' },
    ],
    misses: 0,
  })
})

test('what was tried keeps errors, and only the last ten', () => {
  const chat = shopChat()
  for (let n = 0; n < 30; n++) chat.says('do you wrap gifts?', { intent: 'faq.gift' })
  chat.says('10432 ana@example.org', STATUS)
  const call = chat.calls.at(-1)
  chat.take({
    kind: 'callResult',
    result: { callId: call?.id ?? '', action: 'orders.find', outcome: 'failed', error: 'x'.repeat(5000) },
  })
  const { tried } = situation(chat.state)
  expect(tried).toHaveLength(10)
  expect(tried.find(({ kind }) => kind === 'action')).toMatchObject({
    outcome: 'failed',
    error: 'x'.repeat(300),
  })
})

test('the open question tells what understanding should look for', () => {
  const chat = shopChat()
  expect(openQuestion(undefined)).toEqual({ expects: [], waitingForCall: false })
  chat.says('where is it', STATUS)
  expect(openQuestion(chat.state)).toEqual({ expects: ['order'], waitingForCall: false })
  chat.says('10432 ana@example.org')
  expect(openQuestion(chat.state)).toEqual({ expects: [], waitingForCall: true })
  expect(openQuestion('rubbish')).toEqual({ expects: [], waitingForCall: false })
})
