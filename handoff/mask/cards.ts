/** A run of digits with what people write between them. Digits of any script count: ٤, 4, ４. */
const RUN = /\p{Nd}+(?:[\s.\-\u2010-\u2015_·]{1,3}\p{Nd}+)*/gu
const GROUP = /\p{Nd}+/gu

/** The shortest and the longest number that a network gives out (ISO/IEC 7812). */
const FEWEST = 13
const MOST = 19

/**
 * What each network's numbers begin with, and how long they are. A number that only happens to pass the check digit (one in ten does) is no card:
 * with its first digits and its length, one in thirty of the 16-digit numbers is still taken for one.
 * @see https://en.wikipedia.org/wiki/Payment_card_number (read 2026-11)
 */
const NETWORKS: readonly { begins: RegExp; lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [13, 16, 18, 19] }, // Visa
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { begins: /^3[47]/, lengths: [15] }, // American Express
  { begins: /^(?:30[0-5]|3095|3[689])/, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { begins: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] }, // Discover
  { begins: /^(?:62|81)/, lengths: [16, 17, 18, 19] }, // UnionPay
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] }, // JCB
  { begins: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { begins: /^220[0-4]/, lengths: [16, 17, 18, 19] }, // Mir
  { begins: /^(?:60|508|82|353|356)/, lengths: [16] }, // RuPay
  { begins: /^(?:65|9792)/, lengths: [16] }, // Troy
  { begins: /^(?:606282|637095|637568|637599|637609|637612|3841)/, lengths: [16] }, // Hipercard
]

/** A stretch of a text in UTF-16 units, `end` exclusive. */
export interface Stretch {
  start: number
  end: number
}

interface Group extends Stretch {
  digits: string
}

/**
 * Card numbers in a text, with `keep` from where on their last four digits stand. Numbers may overlap: which of them is meant can't be known. `known` tells digits that are
 * no card although they look like one: the tracking number that the shop's own system gave.
 */
export function cardsIn(text: string, known: (digits: string) => boolean): (Stretch & { keep: number })[] {
  const found: (Stretch & { keep: number })[] = []
  for (const run of text.matchAll(RUN)) {
    const groups = groupsOf(run[0], run.index)
    // "+40 721 234 567 1043" is a phone with an order number behind it.
    const first = text[run.index - 1] === '+' ? 1 : 0
    for (let from = first; from < groups.length; from++) found.push(...cardsFrom(groups, from, known))
  }
  return found
}

function cardsFrom(groups: readonly Group[], from: number, known: (digits: string) => boolean) {
  const found: (Stretch & { keep: number })[] = []
  let digits = ''
  for (let to = from; to < groups.length && digits.length < MOST; to++) {
    const group = groups[to] as Group
    digits += group.digits
    if (digits.length < FEWEST || digits.length > MOST || !isCard(digits) || known(digits)) continue
    const { start } = groups[from] as Group
    found.push({ start, end: group.end, keep: lastFour(groups.slice(from, to + 1)) })
  }
  return found
}

/** Where the last four digits begin. */
function lastFour(groups: readonly Group[]): number {
  let left = 4
  for (const { start, end, digits } of groups.toReversed()) {
    // Digits outside the basic plane take two units; a text that mixes those is masked whole.
    if (digits.length !== end - start) return Number.POSITIVE_INFINITY
    if (digits.length >= left) return end - left
    left -= digits.length
  }
  return Number.POSITIVE_INFINITY
}

const groupsOf = (run: string, offset: number): Group[] =>
  Array.from(run.matchAll(GROUP), ({ 0: digits, index }) => ({
    start: offset + index,
    end: offset + index + digits.length,
    digits: plainDigits(digits),
  }))

/** `٤١١١` → `4111`. Unicode keeps the ten digits of a script side by side, so the one nine before a non-digit is its zero. */
export function plainDigits(digits: string): string {
  if (/^\d*$/.test(digits)) return digits
  return Array.from(digits, digit => {
    const code = digit.codePointAt(0) as number
    if (code < 128) return digit
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    // Blocks that stand right behind each other (mathematical digits) begin at 𝟎, every ten.
    return String(
      zero >= 0x1d7ce - 9 && code >= 0x1d7ce && code <= 0x1d7ff ? (code - 0x1d7ce) % 10 : code - zero,
    )
  }).join('')
}

const isCard = (digits: string): boolean =>
  NETWORKS.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits)) &&
  passesLuhn(digits)

/** The check digit of payment cards. @see ISO/IEC 7812-1, annex B */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let n = 0; n < digits.length; n++) {
    const digit = digits.charCodeAt(digits.length - 1 - n) - 48
    const doubled = digit * 2
    sum += n % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
