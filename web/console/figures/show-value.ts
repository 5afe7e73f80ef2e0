import type { Figure, Figures } from '../../../protocol/api/figures.ts'

/** How each figure is written. */
const KINDS: Record<Figure, 'count' | 'share' | 'time'> = {
  conversations: 'count',
  contained: 'share',
  escalated: 'share',
  firstResponse: 'time',
  timeToResolution: 'time',
  firstContactResolution: 'share',
  csat: 'share',
  open: 'count',
  overdue: 'count',
}

export const NOTHING = '–'

/** A figure in the console's language; `–` where there was nothing to count. */
export function showValue(figure: Figure, value: number | null, language: string): string {
  if (value === null) return NOTHING
  const kind = KINDS[figure]
  if (kind === 'count') return new Intl.NumberFormat(language).format(value)
  if (kind === 'share') return share(value, language)
  return duration(value, language)
}

export const share = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value)

/** Two units at most: `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number, language: string): string {
  const total = Math.round(seconds)
  if (total < 60) return unit(total, 'second', language)
  const minutes = Math.round(total / 60)
  if (minutes < 60) return unit(minutes, 'minute', language)
  if (minutes < 1440) return both(Math.floor(minutes / 60), 'hour', minutes % 60, 'minute', language)
  const hours = Math.round(minutes / 60)
  return both(Math.floor(hours / 24), 'day', hours % 24, 'hour', language)
}

/** One unit, for the side of a chart: `2.8 hr`. */
export function roundDuration(seconds: number, language: string): string {
  const [name, size]: [Unit, number] =
    seconds < 60
      ? ['second', 1]
      : seconds < 3_600
        ? ['minute', 60]
        : seconds < 86_400
          ? ['hour', 3_600]
          : ['day', 86_400]
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(seconds / size)
}

type Unit = 'second' | 'minute' | 'hour' | 'day'

const unit = (value: number, name: Unit, language: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)

const both = (large: number, name: Unit, small: number, smaller: Unit, language: string): string =>
  small === 0
    ? unit(large, name, language)
    : `${unit(large, name, language)} ${unit(small, smaller, language)}`

/** What a share is a share of: `{{part}} of {{whole}}`, and its key in the texts. */
export function behind(
  figure: Figure,
  total: Figures['total'],
): { key: string; part: number; whole: number } | undefined {
  const of = (value: number | null, whole: number, key: string) =>
    value === null ? undefined : { key, part: Math.round(value * whole), whole }
  switch (figure) {
    case 'contained':
      return of(total.contained, total.ended, 'figures.of.ended')
    case 'escalated':
      return of(total.escalated, total.conversations, 'figures.of.conversations')
    case 'firstContactResolution':
      return of(total.firstContactResolution, total.resolved, 'figures.of.resolved')
    case 'csat':
      return of(total.csat, total.csatCount, 'figures.of.answers')
    default:
      return undefined
  }
}
