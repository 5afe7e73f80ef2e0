/** Days up to today, both counted in. */
export const SPANS = ['7', '30', '90'] as const

const DAY_MS = 86_400_000

/** `2026-03-29` of the calendar here. */
export const localDay = (ms: number): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' }).format(ms)

export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)

export interface Range {
  from: string
  to: string
}

/** The last so many days, today included. */
export const lastDays = (days: number, today: string): Range => ({
  from: dayBefore(today, days - 1),
  to: today,
})

const isDay = (text: string): boolean => /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/** Of the address; the last thirty days where it names no days that make sense. */
export function rangeOf(search: URLSearchParams, today: string): Range {
  const from = search.get('from') ?? ''
  const to = search.get('to') ?? ''
  const whole = isDay(from) && isDay(to) && from <= to && from >= dayBefore(to, 365)
  return whole ? { from, to } : lastDays(30, today)
}

/** Which of the usual spans it is, if any. */
export const spanOf = (range: Range, today: string): (typeof SPANS)[number] | undefined =>
  SPANS.find(span => {
    const { from, to } = lastDays(Number(span), today)
    return from === range.from && to === range.to
  })
