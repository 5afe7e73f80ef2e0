import type { EntityReader, Reading } from '../reading.ts'
import { amountOf } from './amount.ts'
import { numbersOf } from './numbers.ts'
import type { NumberAt } from './parts.ts'
import { LETTER, MOST_SPANS } from './runs.ts'

/** Signs that stand for one currency whoever writes them. Order matters: the longest first. */
const SIGNS: Readonly<Record<string, string>> = {
  us$: 'USD',
  mx$: 'MXN',
  r$: 'BRL',
  c$: 'CAD',
  a$: 'AUD',
  '€': 'EUR',
  '£': 'GBP',
  zł: 'PLN',
  kč: 'CZK',
  円: 'JPY',
  元: 'CNY',
  '₽': 'RUB',
  '₺': 'TRY',
  '₴': 'UAH',
  '₹': 'INR',
  '₩': 'KRW',
}
/** ISO 4217 codes that are no word of a language that the house speaks. */
const CODES =
  'eur usd gbp ron pln mxn jpy cny rmb chf czk huf sek nok dkk bgn brl ars clp cop cad aud nzd krw inr aed sar qar kwd egp mad'.split(
    ' ',
  )
/** What the signs that several countries use mean there. */
const DOLLARS: Readonly<Record<string, string>> = {
  MX: 'MXN',
  CA: 'CAD',
  AU: 'AUD',
  AR: 'ARS',
  CL: 'CLP',
  CO: 'COP',
  NZ: 'NZD',
  SG: 'SGD',
  TW: 'TWD',
  HK: 'HKD',
}

const escaped = (sign: string): string => sign.replace(/[$]/g, '\\$&')
const UNIT = [...Object.keys(SIGNS), '\\$', '¥', ...CODES]
  .map(unit => (unit === '\\$' ? unit : escaped(unit)))
  .join('|')
const AMOUNT = String.raw`\d{1,3}(?:[ .,']\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)`
const BEFORE = new RegExp(String.raw`(?<!${LETTER}|[\p{N}$])(${UNIT}) ?(${AMOUNT})`, 'gu')
const AFTER = new RegExp(String.raw`(?<!${LETTER}|[\p{N}.,])(${AMOUNT}) ?(${UNIT})(?!${LETTER}|\p{N})`, 'gu')
const MAY_HAVE_SIGN = new RegExp(
  String.raw`[$¥]|${Object.keys(SIGNS).map(escaped).join('|')}|\d ?(?:${CODES.join('|')})|(?:${CODES.join('|')}) ?\d`,
  'u',
)

/** Money in digits or words, with a sign, code or word: the value is `12.5 EUR`. "5 euros y 20 céntimos" is one amount; "€5 or €10" are two. */
export const readMoney: EntityReader = (reading, free) => {
  const amounts = [...withSign(reading), ...inWords(reading)]
  if (amounts.length === 0) return []
  const kept: Amount[] = []
  for (const amount of amounts.sort((a, b) => b.end - b.start - (a.end - a.start)))
    if (
      free(amount.start, amount.end) &&
      !kept.some(other => amount.start < other.end && other.start < amount.end)
    )
      kept.push(amount)
  return kept
    .sort((a, b) => a.start - b.start)
    .slice(0, MOST_SPANS)
    .map(({ amount, currency, start, end }) => ({
      type: 'money',
      value: `${Math.round(amount * 100) / 100} ${currency}`,
      start,
      end,
    }))
}

interface Amount {
  amount: number
  currency: string
  start: number
  end: number
}

function withSign(reading: Reading): Amount[] {
  const { text } = reading.normalised
  if (!MAY_HAVE_SIGN.test(text)) return []
  const amount = (whole: RegExpExecArray, digits: string, unit: string): Amount => ({
    amount: amountOf(digits),
    currency: currencyOf(unit, reading),
    start: whole.index,
    end: whole.index + whole[0].length,
  })
  return [
    ...groups(text, AFTER).map(([whole, digits, unit]) => amount(whole, digits, unit)),
    ...groups(text, BEFORE).map(([whole, unit, digits]) => amount(whole, digits, unit)),
  ]
}

const groups = (text: string, pattern: RegExp): [RegExpExecArray, string, string][] =>
  Array.from(text.matchAll(pattern).take(MOST_SPANS), match => [match, match[1] ?? '', match[2] ?? ''])

/** `$` and `¥` are the market's, else the language's, else the best known. */
function currencyOf(unit: string, { hints, lexicon }: Reading): string {
  const country = hints.market ?? hints.locale?.split('-')[1] ?? ''
  if (unit === '$') return DOLLARS[country] ?? 'USD'
  if (unit === '¥')
    return country === 'CN' || (country === '' && lexicon?.culture.language.startsWith('zh')) ? 'CNY' : 'JPY'
  return SIGNS[unit] ?? (unit === 'rmb' ? 'CNY' : unit.toUpperCase())
}

function inWords(reading: Reading): Amount[] {
  const { matches, words } = reading
  if (!matches.some(({ tag }) => tag === 'money' || tag === 'cent')) return []
  const numbers = numbersOf(reading)
  const found: Amount[] = []
  let paid: NumberAt | undefined
  for (const match of matches) {
    if (match.tag !== 'money' && match.tag !== 'cent') continue
    const number = numbers.find(({ to }) => to === match.from || (to === match.from - 1 && isOf(reading, to)))
    if (!number || words[match.from]?.fresh || number === paid) continue
    paid = number
    const end = words[match.to - 1]?.end ?? number.end
    const before = found.at(-1)
    const goesOn = before !== undefined && isNext(reading, before.end, number.from)
    if (match.tag === 'cent' && before && goesOn && Number.isInteger(before.amount) && number.value < 100) {
      before.amount += number.value / 100
      before.end = end
    } else {
      const start = number.spelt ? number.start : wholeStart(reading.normalised.text, number)
      const amount = number.spelt ? number.value : amountOf(reading.normalised.text.slice(start, number.end))
      found.push({ amount: match.tag === 'cent' ? amount / 100 : amount, currency: match.value, start, end })
    }
  }
  return found
}

/** `1 234,56`: thousands may be parted by spaces. */
function wholeStart(text: string, { start, end }: NumberAt): number {
  if (!/^\d{3}(?!\d)/.test(text.slice(start, end))) return start
  const before = /(?<!\d)\d{1,3}(?: \d{3}){0,2} $/.exec(text.slice(Math.max(0, start - 13), start))
  return before ? start - before[0].length : start
}

/** "un millón de euros", "două sute de lei": one small word may stand between. */
const isOf = ({ words, lexicon }: Reading, at: number): boolean => {
  const word = words[at]
  return (
    word !== undefined &&
    !word.fresh &&
    word.plain.length <= 2 &&
    lexicon?.functionWords.has(word.plain) === true
  )
}

/** The number begins right after `end`, or after one word like "and". */
const isNext = ({ words }: Reading, end: number, from: number): boolean =>
  (words[from - 1]?.end ?? 0) === end || (words[from - 2]?.end ?? 0) === end
