import fc from 'fast-check'
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js'
import { expect, test } from 'vitest'
import { editDistance } from '../../dialogs/edit-distance.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', ' '), maxLength: 12 })

test('counts slips as the library does, up to what is asked for', () => {
  fc.assert(
    fc.property(words, words, fc.nat(14), (one, other, most) => {
      const all = DamerauLevenshteinDistance(one, other, { restricted: true })
      expect(editDistance(one, other, most)).toBe(Math.min(all, most + 1))
    }),
  )
})

test('two neighbours in the wrong order are one slip', () => {
  expect(editDistance('refnud', 'refund', 2)).toBe(1)
  expect(editDistance('', 'abc', 9)).toBe(3)
  expect(editDistance('same', 'same', 0)).toBe(0)
})
