import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type EntityReader, expects, type Reading } from '../reading.ts'
import type { Run } from './parts.ts'
import { hasDigits, joined, runsOf } from './runs.ts'

const GAP = /^[ .\-/()]{1,3}$/
/** So many candidates are parsed in one message; a page of numbers is no customer's. */
const TRIES = 12

/**
 * Phone numbers in E.164, with the region of the market, then of the locale, then of the bot's countries.
 * Digits that are an order number as written are left to it, unless they begin with +, or a phone is asked for or spoken of.
 */
export const phoneReader =
  (countries: readonly string[], isOrder: (digits: string) => boolean): EntityReader =>
  (reading, free) => {
    // The fewest digits of any number are seven: most messages stop here.
    if (!hasDigits(reading, 7)) return []
    const runs = runsOf(reading).filter(run => free(run.start, run.end))
    const regions = regionsOf(reading, countries)
    const asked = expects(reading, 'phone') || reading.matches.some(({ tag }) => tag === 'cue.phone')
    const found = []
    let tries = TRIES
    for (let at = 0; at < runs.length && tries > 0; at++) {
      for (let size = 7; size > 0 && tries > 0; size--) {
        const digits = phoneDigits(runs, at, size)
        if (!digits) continue
        const first = runs[at] as Run
        const plus = reading.normalised.text[first.start - 1] === '+'
        if (!plus && isDigits(runs[at - 1]) && GAP.test(first.gap)) continue
        const after = runs[at + size]
        if (after && isDigits(after) && GAP.test(after.gap)) continue
        if (!plus && !asked && holdsOrder(runs.slice(at, at + size), isOrder)) continue
        tries--
        const value = parse(plus ? `+${digits}` : digits, regions)
        if (!value) continue
        found.push({
          type: 'phone',
          value,
          start: first.start - (plus ? 1 : 0),
          end: runs[at + size - 1]?.end ?? first.end,
        })
        at += size - 1
        break
      }
    }
    return found
  }

/** "10432 28004" is an order number with something beside it; phones with such a group begin with 0 ("07712 345678"). */
const holdsOrder = (runs: readonly Run[], isOrder: (digits: string) => boolean): boolean =>
  runs.some(({ text }, at) => isOrder(text) && (runs.length === 1 || !(at === 0 && text.startsWith('0'))))

const isDigits = (run: Run | undefined): boolean => run !== undefined && /^\d+$/.test(run.text)

function phoneDigits(runs: readonly Run[], at: number, size: number): string | undefined {
  const digits = joined(runs, at, size, GAP)
  return digits && digits.length >= 7 && digits.length <= 17 && /^\d+$/.test(digits) ? digits : undefined
}

function regionsOf({ hints, lexicon }: Reading, countries: readonly string[]): CountryCode[] {
  const locale = hints.locale?.split('-').find(part => /^[A-Z]{2}$/.test(part))
  const spoken = hints.market ? undefined : regionOf(hints.language ?? lexicon?.culture.language)
  const all = [hints.market, locale, spoken, ...countries].filter(each => each !== undefined)
  return [...new Set(all)].filter(region => isSupportedCountry(region)) as CountryCode[]
}

/** Where most speakers of a language live: ja → JP. */
function regionOf(language: string | undefined): string | undefined {
  try {
    return language && new Intl.Locale(language).maximize().region
  } catch {
    return undefined
  }
}

function parse(digits: string, regions: readonly CountryCode[]): string | undefined {
  for (const [index, region] of (digits.startsWith('+') ? [undefined] : regions).entries()) {
    // Of a country that is only a guess, few digits without a trunk prefix are too little to tell.
    if (index > 0 && digits.length < 9 && !digits.startsWith('0')) continue
    const phone = parsePhoneNumberFromString(digits, {
      ...(region && { defaultCountry: region }),
      extract: false,
    })
    if (phone?.isValid()) return phone.number
  }
  return undefined
}
