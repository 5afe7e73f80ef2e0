import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newContinuationCode } from '../../../protocol/continuation-code.ts'
import { read, values } from './reader.ts'

test('a one-time code is found in a sentence, and is no other value', () => {
  for (let n = 0; n < 50; n++) {
    const code = newContinuationCode(randomBytes)
    for (const typed of [code, code.toLowerCase(), code.replace('-', ' ')]) {
      const found = read(`hi, my code is ${typed}!`).filter(({ text }) => typed.includes(text))
      expect(found).toMatchObject([{ type: 'code', value: code, text: typed }])
    }
  }
})

test.each(['10432', 'order 10432-10433', 'SW1A 1AA', 'iPhone2 case', 'ABCD-2345'])('"%s" holds none', text =>
  expect(values('code', text)).toEqual([]),
)
