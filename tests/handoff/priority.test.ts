import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { USUAL_DESK_SETTINGS } from '../../dialogs/desk-settings.ts'
import { compareUrgency, higher, priorityOf, risesOf } from '../../handoff/priority.ts'
import { handoffFactsSchema } from '../../protocol/api/handoff.ts'
import { HANDOFF_REASONS } from '../../protocol/conversation.ts'

const rules = USUAL_DESK_SETTINGS.priority
const facts = (labels: readonly string[], order?: object) =>
  handoffFactsSchema.parse({
    situation: { sentiment: labels.map(label => ({ label, score: -0.5 })), ...(order && { order }) },
    customer: {},
  })
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const

describe('priority', () => {
  test('rises with the reason, the mood, how long it lasts and what the order is worth', () => {
    expect(priorityOf('normal', 'asked', facts([]), rules)).toBe('normal')
    expect(priorityOf('normal', 'negative', facts([]), rules)).toBe('high')
    expect(priorityOf('normal', 'asked', facts(['pleased', 'angry']), rules)).toBe('high')
    expect(priorityOf('normal', 'asked', facts(['angry', 'neutral']), rules)).toBe('normal')
    expect(priorityOf('normal', 'asked', facts(['neutral', 'unhappy', 'angry', 'unhappy']), rules)).toBe(
      'urgent',
    )
    expect(priorityOf('normal', 'asked', facts(['angry', 'neutral', 'angry', 'unhappy']), rules)).toBe(
      'normal',
    )
    expect(priorityOf('low', 'asked', facts([], { total: 199.99, currency: 'EUR' }), rules)).toBe('low')
    expect(priorityOf('low', 'asked', facts([], { total: 200, currency: 'EUR' }), rules)).toBe('high')
    expect(priorityOf('low', 'asked', facts([], { total: 500, currency: 'RON' }), rules)).toBe('low')
    expect(priorityOf('low', 'asked', facts([], { total: '500', currency: 'EUR' }), rules)).toBe('low')
  })

  test('is never less than what was asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRIORITIES),
        fc.constantFrom(...HANDOFF_REASONS),
        fc.array(fc.constantFrom('angry', 'unhappy', 'neutral', 'pleased'), { maxLength: 5 }),
        fc.record({
          total: fc.double({ min: 0, max: 5_000, noNaN: true }),
          currency: fc.constantFrom('EUR', 'XXX'),
        }),
        (asked, reason, labels, order) => {
          const priority = priorityOf(asked, reason, facts(labels, order), rules)
          expect(higher(asked, priority)).toBe(priority)
          // Known again, it stays.
          expect(priorityOf(priority, reason, facts(labels, order), rules)).toBe(priority)
        },
      ),
    )
  })

  test('rises by waiting at the times that the working hours give', () => {
    expect(risesOf(rules, ms => 1_000 + 2 * ms)).toEqual([
      { at: 1_000 + 2 * 600_000, priority: 'high' },
      { at: 1_000 + 2 * 3_600_000, priority: 'urgent' },
    ])
  })

  test('sorts the urgent first', () => {
    expect([...PRIORITIES].sort(compareUrgency)).toEqual(['urgent', 'high', 'normal', 'low'])
  })
})
