import { describe, expect, test } from 'vitest'
import { entityValue, standsFor } from '../../dialogs/slots.ts'

const entity = (type: string, value: string, text = value) => ({
  type,
  value,
  text,
  start: 0,
  end: text.length,
})

describe('the value of an entity', () => {
  test('is what a dialog reckons with', () => {
    expect(entityValue(entity('yesno', 'no'))).toBe(false)
    expect(entityValue(entity('number', '3.5'))).toBe(3.5)
    expect(entityValue(entity('ordinal', '2'))).toBe(2)
    expect(entityValue(entity('ordinal', 'last'))).toBe('last')
    expect(entityValue(entity('money', '12.5 EUR'))).toEqual({ amount: 12.5, currency: 'EUR' })
    expect(entityValue(entity('date', '2026-05-03'))).toBe('2026-05-03')
  })

  test('is known again in whatever type it was read', () => {
    expect(standsFor(entity('postcode', '10-432', '10432'), '10432')).toBe(true)
    expect(standsFor(entity('money', '5 EUR', '€5'), { amount: 5, currency: 'EUR' })).toBe(true)
    expect(standsFor(entity('postcode', '28004'), '10432')).toBe(false)
  })
})
