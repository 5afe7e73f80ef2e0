import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type EntityReader, expects, type Reading } from '../reading.ts'
import { joined, type Run, runsOf } from './runs.ts'

const GAP = /^[ .\-/()]{1,3}$/
/** So many candidates are parsed in one message; a page of numbers is no customer's. */
const TRIES = 12

/**
 * Phone numbers in E.164, with the region of the market, then of the locale, then of the bot's countries.
 * Digits that are an order number as written are left to it, unless they begin with + or a phone is asked for.
 */
export const phoneReader =
  (countries: readonly string[], isOrder: (digits: string) => boolean): EntityReader =>
  (reading, free) => {
    const runs = runsOf(reading).filter(run => free(run.start, run.end))
    if (!runs.some(run => run.digits)) return []
    const regions = regionsOf(reading, countries)
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
        if (size === 1 && !plus && isOrder(digits) && !expects(reading, 'phone')) continue
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

const isDigits = (run: Run | undefined): boolean => run !== undefined && /^\d+$/.test(run.text)

function phoneDigits(runs: readonly Run[], at: number, size: number): string | undefined {
  const digits = joined(runs, at, size, GAP)
  return digits && digits.length >= 7 && digits.length <= 17 && /^\d+$/.test(digits) ? digits : undefined
}

function regionsOf({ hints }: Reading, countries: readonly string[]): CountryCode[] {
  const locale = hints.locale?.split('-').find(part => /^[A-Z]{2}$/.test(part))
  const all = [hints.market, locale, ...countries].filter(each => each !== undefined)
  return [...new Set(all)].filter(region => isSupportedCountry(region)) as CountryCode[]
}

function parse(digits: string, regions: readonly CountryCode[]): string | undefined {
  for (const region of digits.startsWith('+') ? [undefined] : regions) {
    const phone = parsePhoneNumberFromString(digits, {
      ...(region && { defaultCountry: region }),
      extract: false,
    })
    if (phone?.isValid()) return phone.number
  }
  return undefined
}
