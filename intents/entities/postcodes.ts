import type { Span } from '../reading.ts'
import type { Run } from './parts.ts'
import { joined } from './runs.ts'

/** Postcodes without separators, in lower case, and how they are written. @see Universal Postal Union, "Addressing solutions", read 2026-03. */
const POSTCODES: Readonly<Record<string, { pattern: RegExp; write?: (code: string) => string }>> = {
  ES: { pattern: /^(?:0[1-9]|[1-4]\d|5[0-2])\d{3}$/ },
  RO: { pattern: /^\d{6}$/ },
  GB: {
    pattern: /^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$/,
    write: code => `${code.slice(0, -3)} ${code.slice(-3)}`,
  },
  IE: { pattern: /^[a-z]\d[\dw][a-z\d]{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  FR: { pattern: /^\d{5}$/ },
  DE: { pattern: /^\d{5}$/ },
  IT: { pattern: /^\d{5}$/ },
  PT: { pattern: /^\d{7}$/, write: code => `${code.slice(0, 4)}-${code.slice(4)}` },
  NL: { pattern: /^[1-9]\d{3}[a-z]{2}$/, write: code => `${code.slice(0, 4)} ${code.slice(4)}` },
  BE: { pattern: /^[1-9]\d{3}$/ },
  LU: { pattern: /^\d{4}$/ },
  AT: { pattern: /^[1-9]\d{3}$/ },
  CH: { pattern: /^[1-9]\d{3}$/ },
  DK: { pattern: /^\d{4}$/ },
  NO: { pattern: /^\d{4}$/ },
  HU: { pattern: /^[1-9]\d{3}$/ },
  BG: { pattern: /^[1-9]\d{3}$/ },
  SI: { pattern: /^[1-9]\d{3}$/ },
  CY: { pattern: /^\d{4}$/ },
  LV: { pattern: /^(?:lv)?\d{4}$/ },
  PL: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 2)}-${code.slice(2)}` },
  CZ: { pattern: /^[1-7]\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  SK: { pattern: /^[089]\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  SE: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  GR: { pattern: /^\d{5}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  FI: { pattern: /^\d{5}$/ },
  EE: { pattern: /^\d{5}$/ },
  HR: { pattern: /^\d{5}$/ },
  LT: { pattern: /^(?:lt)?\d{5}$/ },
  MT: { pattern: /^[a-z]{3}\d{4}$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
  US: {
    pattern: /^\d{5}(?:\d{4})?$/,
    write: code => (code.length === 9 ? `${code.slice(0, 5)}-${code.slice(5)}` : code),
  },
  MX: { pattern: /^\d{5}$/ },
  BR: { pattern: /^\d{8}$/, write: code => `${code.slice(0, 5)}-${code.slice(5)}` },
  AR: { pattern: /^(?:\d{4}|[a-z]\d{4}[a-z]{3})$/ },
  CL: { pattern: /^\d{7}$/ },
  CO: { pattern: /^\d{6}$/ },
  PE: { pattern: /^\d{5}$/ },
  MA: { pattern: /^\d{5}$/ },
  EG: { pattern: /^\d{5}$/ },
  SA: { pattern: /^\d{5}$/ },
  JP: { pattern: /^\d{7}$/, write: code => `${code.slice(0, 3)}-${code.slice(3)}` },
  CN: { pattern: /^\d{6}$/ },
  TW: { pattern: /^\d{3}(?:\d{2,3})?$/ },
  SG: { pattern: /^\d{6}$/ },
  AU: { pattern: /^\d{4}$/ },
  NZ: { pattern: /^\d{4}$/ },
  MD: { pattern: /^(?:md)?\d{4}$/ },
  CA: { pattern: /^[a-z]\d[a-z]\d[a-z]\d$/, write: code => `${code.slice(0, 3)} ${code.slice(3)}` },
}

/** Countries whose postcodes are known. */
export const POSTCODE_COUNTRIES: readonly string[] = Object.keys(POSTCODES)

const GAP = /^ ?[ -] ?$/
/** The most characters of any postcode, without separators. */
const LONGEST = 10

/** The longest that is a postcode somewhere, of the first country in `countries` that has such. */
export function postcodeAt(runs: readonly Run[], at: number, countries: readonly string[]): Span | undefined {
  for (let size = 3; size > 0; size--) {
    const code = joined(runs, at, size, GAP)
    if (code === undefined || code.length > LONGEST || !/\d/.test(code)) continue
    const country = atSight(code, asTyped(runs, at, size)) ?? countries.find(each => fits(each, code))
    if (!country) continue
    const written = writtenIn(country, code)
    const first = runs[at] as Run
    return {
      type: 'postcode',
      value: written.toUpperCase(),
      start: first.start,
      end: runs[at + size - 1]?.end ?? first.end,
    }
  }
  return undefined
}

const fits = (country: string, code: string): boolean => POSTCODES[country]?.pattern.test(code) === true

/** 00-950 is Polish and 100-0001 Japanese, wherever the customer lives. */
const atSight = (code: string, typed: string): string | undefined =>
  typed.includes('-')
    ? POSTCODE_COUNTRIES.find(each => fits(each, code) && writtenIn(each, code) === typed)
    : undefined

/** Whether a text is a postcode as only this country writes it, with its dash. */
export const isPostcodeAtSight = (country: string, typed: string): boolean => {
  const code = typed.replace('-', '')
  return typed.includes('-') && fits(country, code) && writtenIn(country, code) === typed
}

const writtenIn = (country: string, code: string): string => POSTCODES[country]?.write?.(code) ?? code

const asTyped = (runs: readonly Run[], at: number, size: number): string =>
  runs
    .slice(at, at + size)
    .map(({ text, gap }, index) => (index === 0 ? text : gap.trim() + text))
    .join('')
