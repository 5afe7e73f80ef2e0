import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newContinuationCode, readContinuationCode } from '../../protocol/continuation-code.ts'

describe('a code to go on with elsewhere', () => {
  test('is read as it was made, however it is typed', () => {
    for (let n = 0; n < 500; n++) {
      const code = newContinuationCode(randomBytes)
      expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/)
      for (const typed of [
        code.toLowerCase(),
        code.replace('-', ''),
        code.replace('-', ' '),
        code.replace('-', '–'),
      ])
        expect(readContinuationCode(typed)).toBe(code)
    }
  })

  test('with one wrong sign is none', () => {
    fc.assert(
      fc.property(fc.nat(7), fc.nat(29), (place, other) => {
        const code = newContinuationCode(randomBytes).replace('-', '')
        const sign = '23456789ABCDEFGHJKMNPQRSTVWXYZ'[other] as string
        fc.pre(code[place] !== sign)
        expect(readContinuationCode(code.slice(0, place) + sign + code.slice(place + 1))).toBeUndefined()
      }),
    )
  })

  test.each(['', 'SEPTEMBER', 'tomorrow', '12345678', '2345-6789', 'ABCD-EFGH', 'SW1A 1AA', 'K7M2-Q9X'])(
    'is not %j',
    text => expect(readContinuationCode(text)).toBeUndefined(),
  )
})
