import fc from 'fast-check'
import type { Understanding } from '../../protocol/understanding.ts'
import { type Chat, understood } from './chat.ts'

/** What may happen to a conversation, of the customer's doing and of the world's. */
export type Happening =
  | { do: 'write'; text: string; given: Partial<Understanding> }
  | { do: 'press'; which: number }
  | { do: 'pressUnknown'; id: string }
  | { do: 'send'; type: string }
  | { do: 'result'; which: number; outcome: string }
  | { do: 'timer'; which: number }
  | { do: 'returned' }
  | { do: 'resolved' }

const intents = fc.constantFrom(
  'oos',
  'oos',
  'order.status',
  'order.status',
  'order.status',
  'order.cancel',
  'order.cancel',
  'small.talk',
  'small.talk',
  'faq.gift',
  'faq.gift',
  'human.request',
  'greeting',
  'thanks',
  'goodbye',
  'affirm',
  'deny',
  'help',
  'unheard.of',
)
const confidence = fc.constantFrom(0.05, 0.4, 0.95, 0.95, 0.95)
const alternatives = fc.constantFrom<Understanding['alternatives']>(
  [],
  [
    { intent: 'order.status', confidence: 0.4 },
    { intent: 'order.cancel', confidence: 0.35 },
  ],
)
const texts = fc.oneof(
  fc.constantFrom(
    '10432',
    'no, 10433, not 10432',
    'ana@example.org',
    '2',
    'cancel',
    'start over',
    'say that again',
    'First',
    '',
    '😀',
    'what about 10555?',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const given = fc.record(
  {
    intent: intents,
    confidence,
    alternatives,
    also: fc.subarray(['faq.gift', 'order.cancel', 'human.request'], { maxLength: 1 }),
    language: fc.constantFrom('en', 'es', 'fr', ''),
    languageConfidence: fc.constantFrom(0, 0.95),
    sentiment: fc.constantFrom(
      { label: 'angry' as const, score: -1 },
      { label: 'neutral' as const, score: 0 },
    ),
  },
  { requiredKeys: ['intent'] },
)

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), text: texts, given }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('press' as const), which: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pressUnknown' as const),
      id: fc.constantFrom('c.one', 'c.two', 'intents.order.status', 'x', '__proto__'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      type: fc.constantFrom('typing', 'event', 'conversationUpdate', 'message'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('result' as const),
      which: fc.constantFrom(0, 0, 0, 1, 3),
      outcome: fc.constantFrom('ok', 'ok', 'failed', 'not_found', 'odd'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('timer' as const), which: fc.nat(4) }) },
  { weight: 6, arbitrary: fc.constant({ do: 'returned' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'resolved' as const }) },
)

/** Lets it happen; false when it can't (nothing to press, no call was ever made). Old calls and timers come again, late and twice. */
export function happen(chat: Chat, what: Happening): boolean {
  switch (what.do) {
    case 'write':
      chat.says(what.text, { ...understood(what.text, what.given) })
      return true
    case 'press': {
      const id = (chat.state as { offers?: { id: string }[] } | undefined)?.offers?.[what.which]?.id
      if (id === undefined) return false
      chat.presses(id)
      return true
    }
    case 'pressUnknown':
      chat.presses(what.id)
      return true
    case 'send':
      chat.activity({
        type: what.type,
        ...(what.type === 'conversationUpdate' && { membersAdded: [{ id: 'u' }] }),
      })
      return true
    case 'result': {
      const call = chat.calls.at(-1 - what.which)
      if (call === undefined) return false
      chat.take({
        kind: 'callResult',
        result: {
          callId: call.id,
          action: call.action,
          outcome: what.outcome,
          value: { number: '10432', total: 9 },
        },
      })
      return true
    }
    case 'timer': {
      const timer = chat.timers.at(-1 - what.which)
      if (timer === undefined) return false
      chat.take({ kind: 'timer', timer })
      return true
    }
    case 'returned':
      if (chat.facts.owner !== 'human') return false
      chat.facts.owner = 'bot'
      chat.returned({ s0: '10999' })
      return true
    case 'resolved':
      if (chat.facts.owner !== 'human') return false
      chat.facts.owner = 'bot'
      chat.take({ kind: 'desk', verb: 'resolved', cause: 'solved' })
      return true
  }
}
