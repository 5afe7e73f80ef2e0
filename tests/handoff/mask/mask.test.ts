import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardsIn, passesLuhn } from '../../../handoff/mask/cards.ts'
import { type MaskPolicy, mask, maskCut, SECRETS_ONLY } from '../../../handoff/mask/mask.ts'
import { processorMs } from '../../processor-time.ts'

const everybody = (text: string) => mask(text, SECRETS_ONLY)
const outsider = (text: string, policy: Partial<MaskPolicy> = {}) => mask(text, { personal: true, ...policy })

/** Adds the digit that makes it pass. */
const withCheckDigit = (digits: string): string => {
  const digit = Array.from({ length: 10 }, (_, n) => `${digits}${n}`).find(passesLuhn)
  return digit as string
}
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map(list => list.join(''))
const visa = digits(14).map(rest => withCheckDigit(`4${rest}`))
const amex = digits(12).map(rest => withCheckDigit(`37${rest}`))
const mastercard = digits(13).map(rest => withCheckDigit(`52${rest}`))
const card = fc.oneof(visa, amex, mastercard)
const sign = fc.oneof(
  fc.constantFrom(...' -./,*_|:•\n', '\u00a0', '\u00ad', '\u200b', '\u2060', '–', '💳'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter(char => /^[^\p{L}\p{N}•]$/u.test(char)),
)
const gap = fc.oneof(
  fc.constantFrom('', ' ', '-', ' - ', '.', '•', ' • '),
  fc.array(sign, { maxLength: 4 }).map(signs => signs.join('').replaceAll('•', '*')),
)
/** A card as people write one: any gap after any digit. */
const written = fc
  .tuple(card, fc.array(gap, { minLength: 19, maxLength: 19 }))
  .map(([number, gaps]) =>
    [...number].map((digit, n) => `${digit}${n === number.length - 1 ? '' : gaps[n]}`).join(''),
  )
const words = fc.string({ unit: 'grapheme', maxLength: 30 }).map(text => text.replaceAll(/\p{Nd}|[+]/gu, 'x'))

describe('mask', () => {
  test.each([
    ['4111 1111 1111 1111', '•••• •••• •••• 1111'],
    ['my card is 4111-1111-1111-1111, ok?', 'my card is ••••-••••-••••-1111, ok?'],
    ['Visa4111111111111111', 'Visa••••••••••••1111'],
    ['3782 822463 10005', '•••• •••••• •0005'],
    ['4111/1111/1111/1111', '••••/••••/••••/1111'],
    ['4111,1111,1111,1111', '••••,••••,••••,1111'],
    ['4111*1111*1111*1111', '••••*••••*••••*1111'],
    ['4111•1111•1111•1111', `${'•'.repeat(15)}1111`],
    ['4111\u200b1111\u200b1111\u200b1111', '••••\u200b••••\u200b••••\u200b1111'],
    ['4111\u00ad1111\u00ad1111\u00ad1111', '••••\u00ad••••\u00ad••••\u00ad1111'],
    ['4111  - 1111  - 1111  - 1111', '••••  - ••••  - ••••  - 1111'],
    ['+4111 1111 1111 1111', '+•••• •••• •••• 1111'],
    ['+4111111111111111', '+••••••••••••1111'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', '•••• •••• •••• ١١١١'],
    ['４１１１１１１１１１１１１１１１', '••••••••••••１１１１'],
    ['order 10432: 5555555555554444 please', 'order 10432: ••••••••••••4444 please'],
    ['4111111111111111 12/27 123', '••••••••••••1111 12/27 •••'],
    ['4111111111111111 exp 12/2027, code 1234', '••••••••••••1111 exp 12/2027, code ••••'],
    ['4111111111111111 123', '••••••••••••1111 •••'],
    ['4111111111111111 charged me 120 euros', '••••••••••••1111 charged me 120 euros'],
    ['4111111111111111, 600 111 222', '••••••••••••1111, 600 111 222'],
    ['the CVV is 123', 'the CVV is •••'],
    ['código de seguridad: 987', 'código de seguridad: •••'],
    ['セキュリティコードは 987です', 'セキュリティコードは •••です'],
    ['password: hunter2 thanks', 'password: ••••••• thanks'],
  ])('hides a card or a secret from everybody: %s', (text, masked) => {
    expect(everybody(text)).toBe(masked)
    expect(outsider(text)).toHaveLength(text.length)
  })

  test.each([
    'where is order 10432?',
    'tracking 4111111111111112', // fails the check digit
    'RR123456789ES and 00340434161094022115',
    '7992 7398 7130 0000', // no network begins so
    'call +40 721 234 567 10432',
    'it cost 4.111,11 and 1.111,11',
    'on 2026-11-22 at 14:05, order 10432-10433',
    'my password is wrong',
    'lámpara ñ 電球 💡',
  ])('leaves what is no secret: %s', text => {
    expect(everybody(text)).toBe(text)
  })

  test('a tracking number that looks like a card is left where the order is known, and hidden where it is not', () => {
    const tracking = withCheckDigit('422222222222222')
    expect(everybody(`it is ${tracking}`)).toBe(`it is ••••••••••••${tracking.slice(-4)}`)
    expect(mask(`it is ${tracking}`, { personal: false, known: [tracking] })).toBe(`it is ${tracking}`)
    expect(mask('4111 1111 1111 1111', { personal: false, known: [tracking] })).toBe('•••• •••• •••• 1111')
  })

  test.each([
    ['write to marta.r@example.org please', 'write to m••••.•@•••••••.org please'],
    ['call +34 600 111 222 now', 'call +•• ••• ••• •22 now'],
    ['tel 600111222', 'tel •••••••22'],
    ['ES91 2100 0418 4502 0005 1332 gracias', 'ES•• •••• •••• •••• •••• ••32 gracias'],
    ['GB82WEST12345698765432', 'GB••••••••••••••••5432'],
  ])('hides personal data from who does not need it: %s', (text, masked) => {
    expect(outsider(text, { country: 'ES' })).toBe(masked)
    expect(everybody(text)).toBe(text)
  })

  test.each(['on 2026-11-22 at 14.05', 'on 02.03.2026 10432', '22-11-2026 09-30', 'order 10432, 2 × 84.50'])(
    'leaves dates and amounts to everybody: %s',
    text => {
      expect(outsider(text, { country: 'DE' })).toBe(text)
    },
  )

  test('values that are known to be personal are hidden wherever they stand, but not inside of longer ones', () => {
    const policy = { hide: ['28013', 'Calle Mayor 1'] }
    expect(outsider('to calle  mayor 1, 28013 Madrid', policy)).toBe('to •••••  ••••• •, ••••• Madrid')
    expect(outsider('order 128013, Calle Mayor 12', policy)).toBe('order 128013, Calle Mayor 12')
    expect(outsider('a (b', { hide: ['(b', '[', 'a (b'] })).toBe('• ••')
  })

  test('no card survives, however it is written and whatever stands around it', () => {
    fc.assert(
      fc.property(words, written, words, fc.boolean(), (before, number, after, personal) => {
        const masked = mask(`${before}x ${number} x${after}`, { personal })
        expect(cardsIn(masked, () => false)).toEqual([])
        expect(masked).not.toContain(number)
      }),
      { numRuns: 1000 },
    )
  })

  test('two cards side by side are both hidden', () => {
    fc.assert(
      fc.property(written, gap, written, (one, between, other) => {
        if (between === '') return
        expect(cardsIn(everybody(`${one}${between}${other}`), () => false)).toEqual([])
      }),
    )
  })

  test.each([
    ['pay with 4111 1111 1111 11…', 'pay with •••• •••• •••• ••…'],
    ['…1111 1111 1111 and order 10432', '…•••• •••• •••• and order 10432'],
    ['order 10432…', 'order 10432…'],
    ['…10432 … 4111111111111111 …', '…10432 … •••••••••••••••• …'.replace(/•{4} …$/, '1111 …')],
  ])('a card that lost its end where a line was cut is hidden: %s', (text, masked) => {
    expect(maskCut(text, SECRETS_ONLY)).toBe(masked)
  })

  test('the length stays, only whole characters become dots, and masking again changes nothing', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0123456789 -+@.acvES•\n/:'), maxLength: 80 }),
      fc.tuple(words, written, words).map(parts => parts.join(' ')),
    )
    fc.assert(
      fc.property(anything, fc.boolean(), fc.array(fc.string(), { maxLength: 3 }), (text, personal, hide) => {
        const policy = { personal, hide, country: 'ES' }
        const masked = mask(text, policy)
        expect(masked).toHaveLength(text.length)
        for (let at = 0; at < text.length; at++) {
          if (masked[at] !== text[at]) expect(masked[at]).toBe('•')
        }
        expect(mask(masked, policy)).toBe(masked)
        // Whoever sees less sees nothing that the others do not.
        if (personal)
          for (const at of [...everybody(text)].keys())
            if (everybody(text)[at] === '•') expect(masked[at]).toBe('•')
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['digits apart', '4 '.repeat(50_000)],
    ['addresses', 'a@'.repeat(50_000)],
    ['one word', `${'a'.repeat(100_000)}@`],
    ['accounts', 'ES91'.repeat(25_000)],
    ['pluses', '+1 '.repeat(33_000)],
    ['words of secrets', 'cvv '.repeat(25_000)],
    ['passwords', 'password:'.repeat(11_000)],
  ])('100 KB of %s take no quadratic time', (_, text) => {
    const startedAt = performance.now()
    mask(text, { personal: true, country: 'ES', hide: ['28013', 'a@'] })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  test.each([
    ['digits apart', '4 '],
    ['digits far apart', '4 -/ '],
    ['cards', '4111 1111 1111 1111 '],
    ['hidden signs', '41\u200b\u00ad'],
    ['signs too many', '4     '],
    ['pluses', '+4111'],
    ['one number', '4111111111111111'],
  ])('100 KB of %s are looked through for cards in a few milliseconds', (_, part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length))
    const tries = Array.from({ length: 10 }, () => processorMs(() => cardsIn(text, () => false)))
    // A few milliseconds; what is not linear takes seconds.
    expect(Math.min(...tries)).toBeLessThan(200)
  })
})
