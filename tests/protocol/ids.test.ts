import { describe, expect, test } from 'vitest'
import { newId } from '../../protocol/ids.ts'

describe('an id', () => {
  test('is a prefix and a UUIDv7 that holds the time', () => {
    const id = newId('cnv', Date.parse('2100-01-01T00:00:00.000Z'))
    expect(id).toMatch(/^cnv_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.slice(4, 17).replace('-', ''), 16)).toBe(Date.parse('2100-01-01T00:00:00.000Z'))
  })

  test('is greater than every id before, also within a millisecond and when the clock goes back', () => {
    const start = Date.parse('2101-01-01T00:00:00.000Z')
    const ids = Array.from({ length: 10_000 }, (_, index) =>
      newId('inb', index < 9_000 ? start : start - 60_000),
    )
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
