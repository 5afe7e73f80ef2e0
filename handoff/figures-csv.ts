import type { Figures, FigureValues } from '../protocol/api/figures.ts'

type Cell = string | number | null

/** Excel takes a file without it for text of the machine's own code page; everything else passes over it. */
const BYTE_ORDER_MARK = '\uFEFF'

const COLUMNS: readonly [title: string, name: keyof FigureValues][] = [
  ['Conversations', 'conversations'],
  ['Ended', 'ended'],
  ['Contained by the bot (share of ended)', 'contained'],
  ['Escalated (share of conversations)', 'escalated'],
  ['Hand-offs', 'handoffs'],
  ['First response (median, seconds)', 'firstResponse'],
  ['Time to resolution (median, seconds)', 'timeToResolution'],
  ['Resolved', 'resolved'],
  ['Resolved at first contact (share of resolved)', 'firstContactResolution'],
  ['Satisfied (share of answers)', 'csat'],
  ['Answers to the survey', 'csatCount'],
]

/** Where they stand in a row that tells of something else. */
const HANDOFFS = COLUMNS.findIndex(([, name]) => name === 'handoffs')

/**
 * The figures as CSV: a row for the total, each day, channel and language, and, with only the number of hand-offs, each reason and cause. UTF-8 with a byte order mark.
 * No cell is read as a formula.
 * @see RFC 4180
 */
export function figuresCsv(figures: Figures): string {
  const row = (by: string, name: string, values: FigureValues): Cell[] => [
    by,
    name,
    ...COLUMNS.map(([, column]) => rounded(values[column])),
  ]
  const counted = (by: string, name: string, handoffs: number): Cell[] => [
    by,
    name,
    ...COLUMNS.map((_, n) => (n === HANDOFFS ? handoffs : null)),
  ]
  const rows: Cell[][] = [
    ['By', 'Name', ...COLUMNS.map(([title]) => title)],
    row('total', `${figures.from} to ${figures.to}, ${figures.timeZone}`, figures.total),
    ...figures.byDay.map(values => row('day', values.day, values)),
    ...figures.byChannel.map(values => row('channel', values.channel, values)),
    ...figures.byLanguage.map(values => row('language', values.language, values)),
    ...figures.reasons.map(({ reason, count }) => counted('reason', reason, count)),
    ...figures.causes.map(({ cause, count }) => counted('cause', cause, count)),
  ]
  return BYTE_ORDER_MARK + rows.map(cells => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

const rounded = (value: number | null): number | null =>
  value === null || Number.isInteger(value) ? value : Math.round(value * 10_000) / 10_000

/** One cell: quoted where it must be; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(value: Cell): string {
  if (typeof value === 'number') return String(value)
  if (value === null) return ''
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
