import { calendarDays, dayAt } from '../../locales/calendar-days.ts'
import { isTimeZone } from '../../locales/market.ts'
import {
  type Figures,
  type FiguresQuery,
  figuresQuerySchema,
  figuresSchema,
  MOST_FIGURE_DAYS,
} from '../../protocol/api/figures.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { type Clock, isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import { type FigureQuestion, type FigureSource, figuresOf } from '../figures.ts'
import { figuresCsv } from '../figures-csv.ts'

export interface FigureDeps {
  /** `gather` first, so that what has just ended counts. */
  figures: FigureSource & { gather(now: string, limit: number): Promise<number> }
  clock: Clock
}

/** Conversations that are summed up before an answer; the rest is left to the loop that does it each minute. */
const FRESH = 500
const USUAL_DAYS = 30
const DAY_MS = 86_400_000

/** The automatic figures, as JSON and as CSV. */
export const figureRoutes = (deps: FigureDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/figures',
    tag: 'figures',
    summary: 'The automatic figures: in all, and by day, channel and language',
    access: 'figures',
    scope: 'figures',
    query: figuresQuerySchema,
    answer: { status: 200, schema: figuresSchema },
    handle: ({ query }) =>
      withFigures(deps, query, body => ({ status: 200, headers: { 'cache-control': 'no-store' }, body })),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/figures.csv',
    tag: 'figures',
    summary: 'The same as CSV, a row for the total, each day, channel, language, reason and cause',
    access: 'figures',
    scope: 'figures',
    query: figuresQuerySchema,
    answer: { status: 200, contentType: 'text/csv' },
    handle: ({ query }) =>
      withFigures(deps, query, figures => ({
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="figures-${figures.from}-${figures.to}.csv"`,
          'cache-control': 'no-store',
        },
        body: figuresCsv(figures),
      })),
  }),
]

async function withFigures(
  { figures, clock }: FigureDeps,
  query: FiguresQuery,
  answer: (figures: Figures) => HttpAnswer,
): Promise<HttpAnswer> {
  const asked = questionOf(query, clock())
  if ('status' in asked) return asked
  await figures.gather(asked.now, FRESH)
  return answer(await figuresOf(figures, asked))
}

function questionOf(query: FiguresQuery, nowMs: number): FigureQuestion | HttpAnswer {
  const { timeZone = 'UTC', channel, language } = query
  if (!isTimeZone(timeZone)) {
    return problem(400, 'Wrong query', 'timeZone: must be a time zone such as Europe/Madrid')
  }
  const { from, to } = spanOf(query, dayAt(timeZone, nowMs))
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  if (days < 1) return problem(400, 'Wrong query', `from: must not be after to, ${to}; found ${from}`)
  if (days > MOST_FIGURE_DAYS) {
    return problem(400, 'Wrong query', `from: at most ${MOST_FIGURE_DAYS} days at once; found ${days}`)
  }
  return {
    days: calendarDays(from, to, timeZone),
    timeZone,
    now: isoTime(nowMs),
    ...(channel ? { channel } : {}),
    ...(language ? { language } : {}),
  }
}

function spanOf({ from, to }: FiguresQuery, today: string): { from: string; to: string } {
  const last = to ?? (from !== undefined && from > today ? from : today)
  const first = new Date(Date.parse(last) - (USUAL_DAYS - 1) * DAY_MS).toISOString().slice(0, 10)
  return { from: from ?? first, to: last }
}
