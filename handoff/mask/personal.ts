import { findPhoneNumbersInText } from 'libphonenumber-js/min'
import type { Stretch } from './cards.ts'

/* Where personal data stands in a text; UTF-16 units. */

// A local part ends at what no address holds unquoted; • never matches, so that what is masked is not masked again.
const EMAIL = /[^\s@•<>()[\],;:"'«»“”]{1,64}@[^\s@•<>()[\],;:"'«»“”]{1,253}\.[\p{L}\p{N}]{2,24}/gu
/** Of a text over this only known values are masked: phones are found by trying, which a page of digits would make slow. */
const MOST_FOR_PHONES = 20_000
/** A phone with its country, or written as one; a bare run of digits may be an order or tracking number. */
const PHONE_LIKE =
  /(?:\+|\b00)\s?\d[\d\s().\-/]{6,20}\d|\b0\d{1,4}[\s./-]\d[\d\s./-]{4,14}\d|\b\d{2,4}(?:[\s.-]\d{2,4}){2,5}\b/g
/** A day, and perhaps what follows it. */
const DATE = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)/
/** Two letters, two check digits, 11 to 30 more, in groups or not. */
const IBAN = /\b[A-Z]{2}\d{2}(?:[ \-.]?[A-Z0-9]){11,30}\b/gi

/** E-mail addresses, but for their first letter and their last part. */
export function emailsIn(text: string): Stretch[] {
  if (!text.includes('@')) return []
  return Array.from(text.matchAll(EMAIL), ({ 0: email, index }) => ({
    start: index + ((email.codePointAt(0) as number) > 0xffff ? 2 : 1),
    end: index + email.lastIndexOf('.'),
  }))
}

/** Phone numbers, but for their last two digits. */
export function phonesIn(text: string, country: string | undefined): Stretch[] {
  if (text.length > MOST_FOR_PHONES) return []
  const found = Array.from(text.matchAll(PHONE_LIKE))
    .filter(({ 0: phone }) => !DATE.test(phone))
    .map(({ 0: phone, index }) => ({ start: index, end: index + phone.length - 2 }))
  if (country === undefined || !/\d{7}/.test(text)) return found
  const known = findPhoneNumbersInText(text, { defaultCountry: country as 'ES' })
  return [...found, ...known.map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt - 2 }))]
}

/** Bank accounts with a right check number, but for their country and last four characters. */
export function ibansIn(text: string): Stretch[] {
  const found: Stretch[] = []
  for (const { 0: written, index } of text.matchAll(IBAN)) {
    const end = ibanEnd(written)
    if (end !== undefined) found.push({ start: index + 2, end: index + end - 4 })
  }
  return found
}

/** Words may follow in the same breath, so the country's own length counts. Undefined: no account. */
function ibanEnd(written: string): number | undefined {
  const length = IBAN_LENGTHS.get(written.slice(0, 2).toUpperCase())
  if (length === undefined) return undefined
  let plain = ''
  for (let at = 0; at < written.length && plain.length < length; at++) {
    const char = written[at] as string
    if (!/[ \-.]/.test(char)) plain += char
    if (plain.length === length) return isIban(plain) ? at + 1 : undefined
  }
  return undefined
}

/** By country, from the registry of ISO 13616. @see https://www.swift.com/standards/data-standards/iban-international-bank-account-number (read 2026-11) */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    '15NO 16BE 18DK 18FI 18FO 18GL 18NL 18SD 19MK 19SI 20AT 20BA 20EE 20KZ 20LT 20LU 20XK 20MN 21CH 21HR 21LI 21LV 22BG 22BH 22CR 22DE 22GB 22GE 22IE 22ME 22RS 22VA ' +
    '23AE 23GI 23IL 23IQ 23OM 23SO 23TL 24AD 24CZ 24ES 24MD 24PK 24RO 24SA 24SE 24SK 24TN 24VG 25LY 25PT 25ST 26IS 26TR 27BI 27DJ 27FR 27GR 27IT 27MC 27MR 27SM ' +
    '28AL 28AZ 28BY 28CY 28DO 28FK 28GT 28HN 28HU 28LB 28NI 28PL 28SV 29BR 29EG 29PS 29QA 29UA 30JO 30KW 30MU 30YE 31MT 31SC 32LC 33RU'
  )
    .split(' ')
    .map(entry => [entry.slice(2), Number(entry.slice(0, 2))]),
)

/** ISO 13616: letters as numbers, the first four behind, modulo 97 is 1. */
function isIban(iban: string): boolean {
  let rest = 0
  for (const char of `${iban.slice(4)}${iban.slice(0, 4)}`.toUpperCase()) {
    const value = Number.parseInt(char, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}
