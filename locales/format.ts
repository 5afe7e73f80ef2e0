import type { FormatCall, FormatName } from './template.ts'

/** What a format knows beside the value. */
export interface FormatContext {
  /** BCP 47. */
  language: string
  timeZone: string
  /** It may not be the reader's own: times are told with its name. */
  foreignZone?: boolean
  /** ISO 4217; undefined: amounts are shown without a currency. */
  currency?: string
  /** ISO 8601. */
  now: string
  /** A value by its path, for options such as `money(currency: order.currency)`. */
  value(path: string): unknown
  /** The wording around a day (`format.on_weekday: 'el {{day}}'`), where the language needs one; undefined: the bare day. */
  aroundDay?(kind: 'on_weekday' | 'on_date', day: string): string | undefined
}

const DAY_MS = 86_400_000
const cache = new Map<string, unknown>()

/** Building an Intl formatter costs 20 to 50 µs, using one under 1: each combination is built once. Bounded, since time zones and currencies come from data. */
function cached<T>(key: string, make: () => T): T {
  const found = cache.get(key)
  if (found !== undefined) return found as T
  if (cache.size >= 1000) cache.clear()
  const made = make()
  cache.set(key, made)
  return made
}

/** A currency, time zone or language that Intl does not know must not cost the customer the answer. */
function orElse<T>(make: () => T, fallback: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) return fallback()
    throw error
  }
}

function dateFormat(context: FormatContext, zone: string, options: Intl.DateTimeFormatOptions) {
  const { language } = context
  return cached(`date|${language}|${zone}|${JSON.stringify(options)}`, () =>
    orElse(
      () => new Intl.DateTimeFormat(language, { ...options, timeZone: zone }),
      () => new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }),
    ),
  )
}

/** A moment, or a day without a time: `2026-03-05` is the 5th in every time zone. */
interface When {
  ms: number
  dayOnly: boolean
}

function readWhen(value: unknown): When | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const ms = typeof value === 'number' ? value : Date.parse(value)
  if (Number.isNaN(new Date(ms).getTime())) return undefined
  return { ms, dayOnly: typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) }
}

const zoneOf = (when: When, context: FormatContext): string => (when.dayOnly ? 'UTC' : context.timeZone)

/**
 * Midnight UTC of the calendar day that it is then and there: days are counted between these. Sweden writes a day as ISO 8601 does, and
 * formatting it costs a third of `formatToParts`.
 */
function calendarDay(when: When, context: FormatContext): number {
  if (when.dayOnly) return when.ms
  const swedish = dateFormat({ ...context, language: 'sv-SE' }, context.timeZone, ISO_DAY).format(when.ms)
  return Date.parse(swedish)
}

const ISO_DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

function date(when: When, context: FormatContext): string {
  const sameYear =
    new Date(calendarDay(when, context)).getUTCFullYear() ===
    new Date(calendarDay(nowOf(context), context)).getUTCFullYear()
  const options: Intl.DateTimeFormatOptions = sameYear
    ? { day: 'numeric', month: 'long' }
    : { day: 'numeric', month: 'long', year: 'numeric' }
  const day = dateFormat(context, zoneOf(when, context), options).format(when.ms)
  // The one ordinal among French days, which Intl does not write.
  return context.language.startsWith('fr') ? day.replace(/^1(?=\s)/, '1er') : day
}

const nowOf = (context: FormatContext): When => readWhen(context.now) ?? { ms: 0, dayOnly: true }

function relativeDay(when: When, context: FormatContext): string {
  const days = Math.round((calendarDay(when, context) - calendarDay(nowOf(context), context)) / DAY_MS)
  if (Math.abs(days) <= 1) {
    const { language } = context
    const format = cached(`relative|${language}`, () =>
      orElse(
        () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }),
        () => new Intl.RelativeTimeFormat('en', { numeric: 'auto' }),
      ),
    )
    return format.format(days, 'day')
  }
  const soon = days > 1 && days < 7
  const day = soon
    ? dateFormat(context, zoneOf(when, context), { weekday: 'long' }).format(when.ms)
    : date(when, context)
  return context.aroundDay?.(soon ? 'on_weekday' : 'on_date', day) ?? day
}

function number(value: unknown, context: FormatContext, options: Intl.NumberFormatOptions): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return plain(value, context)
  const { language } = context
  const key = `number|${language}|${JSON.stringify(options)}`
  return cached(key, () =>
    orElse(
      () => new Intl.NumberFormat(language, options),
      () => new Intl.NumberFormat('en', { maximumFractionDigits: 2 }),
    ),
  ).format(amount)
}

/** Right to left, Intl's symbols `UK£` and `MX$` come out as `£UK` and `$MX`: Arabic shops write the currency's name. */
const displayOf = (language: string) => (/^ar\b/.test(language) ? 'name' : 'symbol')

function money(value: unknown, context: FormatContext, options: FormatCall['options']): string {
  const named = options.currency
  const looked = named === undefined ? undefined : (context.value(named) ?? named)
  const currency = typeof looked === 'string' ? looked : context.currency
  return currency
    ? number(value, context, { style: 'currency', currency, currencyDisplay: displayOf(context.language) })
    : number(value, context, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function list(value: unknown, context: FormatContext): string {
  const items = Array.isArray(value) ? value.map(item => plain(item, context)).filter(Boolean) : []
  const { language } = context
  return cached(`list|${language}`, () =>
    orElse(
      () => new Intl.ListFormat(language, { type: 'conjunction' }),
      () => new Intl.ListFormat('en', { type: 'conjunction' }),
    ),
  ).format(items)
}

/** A value without a format. What no person can read (nothing, an object) becomes the empty string. */
function plain(value: unknown, context: FormatContext): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  return Array.isArray(value) ? list(value, context) : ''
}

/**
 * A value as the customer reads it. Never throws: a value that does not fit its format is shown as it is, a missing one
 * as the empty string.
 */
export function formatValue(value: unknown, context: FormatContext, call?: FormatCall): string {
  if (value === undefined || value === null) return ''
  switch (call?.name as FormatName | undefined) {
    case 'money':
      return money(value, context, call?.options ?? {})
    case 'number':
      return number(value, context, {})
    case 'list':
      return Array.isArray(value) ? list(value, context) : plain(value, context)
    case 'date':
    case 'time':
    case 'dateTime':
    case 'relativeDay': {
      const when = readWhen(value)
      return when ? formatWhen(when, context, call?.name as FormatName) : plain(value, context)
    }
    default:
      return plain(value, context)
  }
}

function formatWhen(when: When, context: FormatContext, name: FormatName): string {
  if (name === 'relativeDay') return relativeDay(when, context)
  if (name === 'date' || when.dayOnly) return date(when, context)
  const zone = context.foreignZone ? { timeZoneName: 'short' as const } : {}
  const time = dateFormat(context, context.timeZone, { hour: 'numeric', minute: '2-digit', ...zone })
  if (name === 'time') return time.format(when.ms)
  return dateFormat(context, context.timeZone, {
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    ...zone,
  }).format(when.ms)
}
