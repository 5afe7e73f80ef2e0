import type { CalendarDay } from '../locales/calendar-days.ts'
import type { Figures, FigureValues } from '../protocol/api/figures.ts'

/* What the figures need of the store; main hands it in. store/figure.ts tells what each is. */

interface Span {
  from: string
  to: string
  channel?: string
  language?: string
}
interface Place {
  channel: string
  language: string
}
interface Counts extends Place {
  conversations: number
  ended: number
  contained: number
  escalated: number
  resolved: number
  cameBack: number
}
interface Handoff extends Place {
  reason: string
  createdAt: string
  firstReplyAt?: string
  resolvedAt?: string
  cause?: string
}
interface Grade extends Place {
  kind: 'csat' | 'ces' | 'nps'
  grade: number
  count: number
}

export interface FigureSource {
  conversations(span: Span): Promise<Counts[]>
  handoffs(span: Span): Promise<Handoff[]>
  grades(span: Span): Promise<Grade[]>
  openNow(filter: { channel?: string; language?: string; now: string }): Promise<{
    open: number
    overdue: number
  }>
}

export interface FigureQuestion {
  days: readonly CalendarDay[]
  timeZone: string
  channel?: string
  language?: string
  now: string
}

/** Days that are read at a time: each is a small question, so that nothing else in the database waits for long. */
const AT_A_TIME = 3
/** Grades of `csat` that tell of a satisfied customer. */
const SATISFIED = 4

/** The figures of these days, at least one. */
export async function figuresOf(
  source: FigureSource,
  { days, timeZone, now, ...filter }: FigureQuestion,
): Promise<Figures> {
  const total = emptySum()
  const byDay = new Map<string, Sum>()
  const byChannel = new Map<string, Sum>()
  const byLanguage = new Map<string, Sum>()
  const reasons = new Map<string, number>()
  const causes = new Map<string, number>()
  const grades = new Map<string, Figures['grades'][number]>()
  for (let at = 0; at < days.length; at += AT_A_TIME) {
    const found = await Promise.all(
      days.slice(at, at + AT_A_TIME).map(async ({ day, from, to }) => {
        const span = { from, to, ...filter }
        return {
          day,
          read: await Promise.all([source.conversations(span), source.handoffs(span), source.grades(span)]),
        }
      }),
    )
    for (const { day, read } of found) {
      const ofDay = sumOf(byDay, day)
      const sums = ({ channel, language }: Place) => [
        total,
        ofDay,
        sumOf(byChannel, channel),
        sumOf(byLanguage, language),
      ]
      for (const counts of read[0]) for (const sum of sums(counts)) addCounts(sum, counts)
      for (const handoff of read[1]) {
        for (const sum of sums(handoff)) addHandoff(sum, handoff)
        count(reasons, handoff.reason)
        if (handoff.cause !== undefined) count(causes, handoff.cause)
      }
      for (const grade of read[2]) {
        for (const sum of sums(grade)) addGrade(sum, grade)
        const key = `${grade.kind} ${grade.grade}`
        const { kind: survey, grade: value } = grade
        grades.set(key, { survey, grade: value, count: (grades.get(key)?.count ?? 0) + grade.count })
      }
    }
  }
  return {
    from: days[0]?.day ?? '',
    to: days.at(-1)?.day ?? '',
    timeZone,
    total: { ...valuesOf(total), ...(await source.openNow({ ...filter, now })) },
    reasons: mostFirst(reasons).map(([reason, count]) => ({ reason, count })),
    causes: mostFirst(causes).map(([cause, count]) => ({ cause, count })),
    grades: [...grades.values()].sort((a, b) => compare(a.survey, b.survey) || a.grade - b.grade),
    byDay: [...byDay].map(([day, sum]) => ({ day, ...valuesOf(sum) })),
    byChannel: byName(byChannel).map(([channel, sum]) => ({ channel, ...valuesOf(sum) })),
    byLanguage: byName(byLanguage).map(([language, sum]) => ({ language, ...valuesOf(sum) })),
  }
}

interface Sum extends Omit<Counts, keyof Place> {
  handoffs: number
  /** Seconds. */
  responses: number[]
  resolutions: number[]
  grades: number
  satisfied: number
}

const emptySum = (): Sum => ({
  conversations: 0,
  ended: 0,
  contained: 0,
  escalated: 0,
  resolved: 0,
  cameBack: 0,
  handoffs: 0,
  responses: [],
  resolutions: [],
  grades: 0,
  satisfied: 0,
})

function sumOf(sums: Map<string, Sum>, name: string): Sum {
  const sum = sums.get(name) ?? emptySum()
  sums.set(name, sum)
  return sum
}

function addCounts(sum: Sum, counts: Counts): void {
  sum.conversations += counts.conversations
  sum.ended += counts.ended
  sum.contained += counts.contained
  sum.escalated += counts.escalated
  sum.resolved += counts.resolved
  sum.cameBack += counts.cameBack
}

function addHandoff(sum: Sum, { reason, createdAt, firstReplyAt, resolvedAt }: Handoff): void {
  sum.handoffs++
  const since = Date.parse(createdAt)
  // Where somebody answered at the platform's own app nobody was waited for.
  if (firstReplyAt !== undefined && reason !== 'taken_over') {
    sum.responses.push((Date.parse(firstReplyAt) - since) / 1000)
  }
  if (resolvedAt !== undefined) sum.resolutions.push((Date.parse(resolvedAt) - since) / 1000)
}

function addGrade(sum: Sum, { kind, grade, count }: Grade): void {
  if (kind !== 'csat') return
  sum.grades += count
  if (grade >= SATISFIED) sum.satisfied += count
}

const valuesOf = (sum: Sum): FigureValues => ({
  conversations: sum.conversations,
  ended: sum.ended,
  contained: share(sum.contained, sum.ended),
  escalated: share(sum.escalated, sum.conversations),
  handoffs: sum.handoffs,
  firstResponse: median(sum.responses),
  timeToResolution: median(sum.resolutions),
  resolved: sum.resolved,
  firstContactResolution: share(sum.resolved - sum.cameBack, sum.resolved),
  csat: share(sum.satisfied, sum.grades),
  csatCount: sum.grades,
})

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The middle one, or between the two in the middle. */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byName = (sums: Map<string, Sum>) => [...sums].sort(([a], [b]) => compare(a, b))
const mostFirst = (counts: Map<string, number>) =>
  [...counts].sort(([a, x], [b, y]) => y - x || compare(a, b))
