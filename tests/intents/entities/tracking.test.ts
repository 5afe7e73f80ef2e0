import { describe, expect, test } from 'vitest'
import {
  isDhlExpress,
  isFedexExpress,
  isMod10,
  isS10,
  isUps,
} from '../../../intents/entities/check-digits.ts'
import { read, values } from './reader.ts'

describe('check digits', () => {
  test('tell a tracking number from one with a slip', () => {
    expect(isUps('1z999aa10123456784')).toBe(true)
    expect(isUps('1z999aa10123456785')).toBe(false)
    expect(isS10('rb123456785gb')).toBe(true)
    expect(isS10('rb123456786gb')).toBe(false)
    expect(isS10('rr473124829de')).toBe(true)
    expect(isFedexExpress('986578788855')).toBe(true)
    expect(isFedexExpress('986578788856')).toBe(false)
    expect(isMod10('00340434161094015902')).toBe(true)
    expect(isMod10('00340434161094015903')).toBe(false)
    expect(isDhlExpress('1234567891')).toBe(true)
    expect(isDhlExpress('1234567890')).toBe(false)
  })
})

describe('tracking numbers', () => {
  test.each([
    ['1Z999AA10123456784', '1Z999AA10123456784'],
    ['1z 999 aa1 01 2345 6784', '1Z999AA10123456784'],
    ['RB 123 456 785 GB', 'RB123456785GB'],
    ['seguimiento RB123456785ES', 'RB123456785ES'],
    ['追踪号RB123456785CN谢谢', 'RB123456785CN'],
    ['DHL 00340434161094015902', '00340434161094015902'],
    ['fedex 9865 7878 8855', '986578788855'],
    ['dhl 1234567891', '1234567891'],
  ])('are found in "%s"', (text, value) => {
    expect(values('tracking', text)).toEqual([value])
    expect(values('order', text)).toEqual([])
    expect(values('phone', text)).toEqual([])
  })

  test.each(['986578788855', '600 111 222', '+34600111222', '10432', 'RB123456786GB', '4111 1111 1111 1111'])(
    'are not in "%s"',
    text => {
      expect(values('tracking', text)).toEqual([])
    },
  )

  test('need no word of tracking where one is asked for', () => {
    expect(read('986578788855', 'en', { expects: ['tracking'] }).map(({ type }) => type)).toEqual([
      'tracking',
    ])
  })
})
