import { cardsIn, plainDigits, type Stretch } from './cards.ts'
import { emailsIn, ibansIn, phonesIn } from './personal.ts'
import { cvvBehind, secretsIn } from './secrets.ts'

/** Who reads decides what they read. Card numbers, check numbers and passwords are masked in every policy. */
export interface MaskPolicy {
  /** E-mail addresses, phones, bank accounts, and `hide` too. */
  personal: boolean
  /** Values known to be personal in this conversation (a postcode, an address), masked wherever they stand. Under three characters they are left. */
  hide?: readonly string[]
  /** Digits known to be no card: the tracking and order numbers that the shop's own system gave. */
  known?: readonly string[]
  /** ISO 3166-1 alpha-2: where a phone without country is from. */
  country?: string
}

/** For those who work on the conversation: only what nobody may see is masked. */
export const SECRETS_ONLY: MaskPolicy = { personal: false }

/** A text as `policy` lets it be read: what is masked becomes `•`, so that its length, and offsets into it, stay as they are. Masking again changes nothing. Pure. */
export function mask(text: string, policy: MaskPolicy): string {
  let masked = text
  // What stood hidden behind a longer find comes out by looking again; each round masks more, so it ends.
  for (;;) {
    const next = maskOnce(masked, policy)
    if (next === masked) return masked
    masked = next
  }
}

/** The same of a line that was cut out of a longer text, with … where it was cut: a card that lost its end there is no card any more, so long digits beside a cut are masked. */
export const maskCut = (text: string, policy: MaskPolicy): string =>
  mask(text, policy).replaceAll(CUT_DIGITS, digits => digits.replaceAll(/\p{Nd}/gu, '•'))

const CUT_DIGITS =
  /(?<=…\s?)\p{Nd}(?:[\s.\-\u2010-\u2015_]{0,3}\p{Nd}){5,}|\p{Nd}(?:[\s.\-\u2010-\u2015_]{0,3}\p{Nd}){5,}(?=\s?…)/gu

function maskOnce(text: string, policy: MaskPolicy): string {
  const hidden = new Set<number>()
  const hide = ({ start, end }: Stretch, isHidden: (char: string) => boolean) => {
    for (let at = start; at < end; at++) if (isHidden(text[at] as string)) hidden.add(at)
  }
  if (/\p{Nd}/u.test(text)) hideCards(text, policy, hide)
  for (const secret of secretsIn(text)) hide(secret, isAny)
  if (policy.personal) {
    for (const email of emailsIn(text)) hide(email, char => char !== '@' && char !== '.')
    for (const phone of phonesIn(text, policy.country)) hide(phone, isDigit)
    for (const iban of ibansIn(text)) hide(iban, char => char !== ' ')
    for (const value of policy.hide ?? []) for (const found of places(text, value)) hide(found, isAny)
  }
  if (hidden.size === 0) return text
  let masked = ''
  for (let at = 0; at < text.length; at++) masked += hidden.has(at) ? '•' : text[at]
  return masked
}

function hideCards(
  text: string,
  { known = [] }: MaskPolicy,
  hide: (stretch: Stretch, isHidden: (char: string) => boolean) => void,
): void {
  const ours = new Set(known.map(number => plainDigits(number.replaceAll(/\P{Nd}/gu, ''))))
  const cards = cardsIn(text, digits => ours.has(digits))
  // The last four digits tell the customer's card from another; where two readings overlap, both are hidden but for the ends of both.
  for (const { start, end, keep } of cards) {
    hide({ start, end: Math.min(end, keep) }, isDigit)
    for (const cvv of cvvBehind(text, { start, end })) hide(cvv, isDigit)
  }
}

const isAny = (char: string): boolean => char !== ' ' && char !== '\n'
const isDigit = (char: string): boolean => /[\p{Nd}\p{Cs}]/u.test(char)

/** Where a value stands, in any case; a longer word or number that only holds it is another. */
function places(text: string, value: string): Stretch[] {
  const words = value.trim()
  if (words.length < 3 || words.includes('•')) return []
  const escaped = words.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s+/g, '\\s+')
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu')
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }))
}
