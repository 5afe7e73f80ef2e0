import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitText } from '../../adapters/split-text.ts'

describe('a long text', () => {
  test('is cut where a person would pause', () => {
    expect(splitText('One two.\n\nThree four.', 12)).toEqual(['One two.', 'Three four.'])
    expect(splitText('One two. Three four.', 12)).toEqual(['One two.', 'Three four.'])
    expect(splitText('One two three four', 10)).toEqual(['One two', 'three four'])
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(splitText('short', 100)).toEqual(['short'])
    expect(splitText('', 100)).toEqual([''])
  })

  test('is never cut inside a visible character', () => {
    const family = '👨‍👩‍👧‍👦'
    const parts = splitText(family.repeat(10), 30)
    expect(parts.join('')).toBe(family.repeat(10))
    for (const part of parts) expect(part.length % family.length).toBe(0)
    expect(splitText('e\u0301'.repeat(5), 3).every(part => !part.startsWith('\u0301'))).toBe(true)
  })

  test('keeps all but white space at the cuts, and every part fits', () => {
    const bare = (text: string) => text.replaceAll(/\s+/g, '')
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(' ', '\n', '. ', '👋🏽', '‍'), fc.string({ unit: 'grapheme' })),
    })
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (text, maxChars) => {
        const parts = splitText(text, maxChars)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(maxChars)
        expect(bare(parts.join(''))).toBe(bare(text))
        if (text.isWellFormed()) expect(parts.every(part => part.isWellFormed())).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
