/** Digits of any script count: ٤, 4, ４. */
const GROUP = /\p{Nd}+/gu
/**
 * What stands between the digits of one number: up to four signs that are neither letter nor digit, seen or not (zero-width space, soft hyphen). More than
 * one • is a mask, and parts what stands around it; " +" begins a phone.
 */
const BETWEEN = /^(?!.*\s\+$)(?:[^\p{L}\p{N}•]{1,4}|[^\p{L}\p{N}•]?•[^\p{L}\p{N}•]?)$/su
/** Four signs outside of the basic plane, in UTF-16 units. */
const WIDEST = 8

/** The shortest and the longest number that a network gives out (ISO/IEC 7812). */
const FEWEST = 13
const MOST = 19
/** So many UTF-16 units of digits are more than the longest number, in any script. */
const LONGEST = 2 * MOST

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

/** By length: what a card of it begins with. */
const BEGINNINGS: ReadonlyMap<number, RegExp> = new Map(
  [...new Set(NETWORKS.flatMap(({ lengths }) => lengths))].map(length => [
    length,
    new RegExp(
      NETWORKS.filter(({ lengths }) => lengths.includes(length))
        .map(({ begins }) => begins.source)
        .join('|'),
    ),
  ]),
)

/**
 * Card numbers in a text, with `keep` from where on their last four digits stand. Numbers may overlap: which of them is meant can't be known. `known` tells digits that are
 * no card although they look like one: the tracking number that the shop's own system gave.
 */
export function cardsIn(text: string, known: (digits: string) => boolean): (Stretch & { keep: number })[] {
  const found: (Stretch & { keep: number })[] = []
  for (const groups of runsOf(text)) {
    // Behind a + too: "+4111 1111 1111 1111" is no phone.
    for (let from = 0; from < groups.length; from++) cardsFrom(groups, from, known, found)
  }
  return found
}

function cardsFrom(
  groups: readonly Group[],
  from: number,
  known: (digits: string) => boolean,
  found: (Stretch & { keep: number })[],
): void {
  let digits = ''
  // The check sums of what was read so far, for when it ends on an odd and on an even count of digits: each digit is looked at once, as texts may be hostile.
  let odd = 0
  let even = 0
  for (let to = from; to < groups.length && digits.length < MOST; to++) {
    const group = groups[to] as Group
    for (let at = 0; at < group.digits.length; at++) {
      const digit = group.digits.charCodeAt(at) - 48
      const doubled = digit > 4 ? digit * 2 - 9 : digit * 2
      const isOdd = (digits.length + at) % 2 === 0
      odd += isOdd ? digit : doubled
      even += isOdd ? doubled : digit
    }
    digits += group.digits
    if (digits.length < FEWEST || digits.length > MOST) continue
    if ((digits.length % 2 === 1 ? odd : even) % 10 !== 0 || !beginsLikeCard(digits) || known(digits))
      continue
    const { start } = groups[from] as Group
    found.push({ start, end: group.end, keep: lastFour(groups.slice(from, to + 1)) })
  }
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

/** Groups of digits that may be of one number. */
function runsOf(text: string): Group[][] {
  const runs: Group[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const { 0: written, index: start } of text.matchAll(GROUP)) {
    if (written.length > LONGEST) {
      end = Number.NEGATIVE_INFINITY
      continue
    }
    const continues = start - end <= WIDEST && BETWEEN.test(text.slice(end, start))
    end = start + written.length
    const group = { start, end, digits: plainDigits(written) }
    if (continues) runs.at(-1)?.push(group)
    else runs.push([group])
  }
  return runs
}

/** `٤١١١` → `4111`. */
export const plainDigits = (digits: string): string =>
  /^\d*$/.test(digits) ? digits : Array.from(digits, plainDigit).join('')

/** By code point, as they were met: there are some 700. */
const metDigits = new Map<number, string>()

function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) as number
  if (code < 128) return digit
  const met = metDigits.get(code)
  if (met !== undefined) return met
  // Unicode keeps the ten digits of a script side by side, so the one nine before a non-digit is its zero.
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  // Blocks that stand right behind each other (mathematical digits) begin at 𝟎, every ten.
  const plain = String(code >= 0x1d7ce && code <= 0x1d7ff ? (code - 0x1d7ce) % 10 : code - zero)
  metDigits.set(code, plain)
  return plain
}

const beginsLikeCard = (digits: string): boolean => BEGINNINGS.get(digits.length)?.test(digits) === true

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
