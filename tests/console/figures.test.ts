import { describe, expect, it } from 'vitest'
import type { HandoffSummary } from '../../protocol/api/handoff.ts'
import { lastDays, rangeOf, spanOf } from '../../web/console/figures/range.ts'
import { duration, roundDuration, showValue } from '../../web/console/figures/show-value.ts'
import { surveysOf } from '../../web/console/figures/surveys.ts'
import { overdueFirst, waitingBy, waitingOf } from '../../web/console/team/waiting.ts'

describe('the days of the figures', () => {
  const today = '2026-03-30'
  const asked = (query: string) => rangeOf(new URLSearchParams(query), today)

  it('are the last thirty where the address names none that make sense', () => {
    const usual = { from: '2026-03-01', to: today }
    for (const query of [
      '',
      'from=2026-03-02',
      'from=2026-03-05&to=2026-03-01',
      'from=2020-01-01&to=2026-01-01',
      'from=<b>&to=2026-03-01',
    ]) {
      expect([query, asked(query)]).toEqual([query, usual])
    }
  })

  it('are those of the address', () => {
    expect(asked('from=2026-02-01&to=2026-02-28')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  })

  it('are known as one of the usual spans', () => {
    expect(spanOf(lastDays(7, today), today)).toBe('7')
    expect(spanOf({ from: '2026-03-29', to: today }, today)).toBeUndefined()
  })
})

describe('a figure', () => {
  const words = (text: string) => text.replaceAll(/\s/g, ' ')

  it('is written as what it is, in the language of the console', () => {
    expect(showValue('conversations', 12_345, 'en')).toBe('12,345')
    expect(words(showValue('contained', 0.5584, 'es'))).toBe('55,8 %')
    expect(showValue('csat', null, 'ro')).toBe('–')
    expect(words(showValue('firstResponse', 59.6, 'en'))).toBe('1 min')
  })

  it('that is a time has two units at most', () => {
    const written = [0, 59, 90, 3_599, 3_600, 7_500, 86_399, 90_000].map(seconds =>
      words(duration(seconds, 'en')),
    )
    expect(written).toEqual(['0 sec', '59 sec', '2 min', '1 hr', '1 hr', '2 hr 5 min', '1 day', '1 day 1 hr'])
    expect(words(roundDuration(9_900, 'en'))).toBe('2.8 hr')
  })
})

describe('a survey', () => {
  const of = (survey: 'csat' | 'ces' | 'nps', ...grades: [grade: number, count: number][]) =>
    surveysOf(grades.map(([grade, count]) => ({ survey, grade, count })))[0]

  it('has the score that its kind is known by', () => {
    expect(of('csat', [3, 1], [4, 2], [5, 1])).toMatchObject({ most: 5, score: 0.75 })
    expect(of('ces', [4, 1], [5, 1])).toMatchObject({ most: 7, score: 0.5 })
    expect(of('nps', [0, 2], [6, 1], [8, 4], [9, 1], [10, 2])).toMatchObject({ most: 10, score: 0 })
    expect(of('nps', [6, 3], [9, 1])).toMatchObject({ score: -0.5 })
    expect(surveysOf([])).toEqual([])
  })
})

describe('who waits', () => {
  const now = Date.parse('2026-03-02T10:00:00.000Z')
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  const row = (id: string, change: Partial<HandoffSummary>): HandoffSummary => ({
    id,
    conversationId: `cnv_${id}`,
    status: 'waiting',
    reason: 'asked',
    priority: 'normal',
    channel: 'webchat',
    summary: '',
    createdAt: ago(60),
    deadlineAt: ago(-60),
    overdue: false,
    ...change,
  })
  const rows = [
    row('calm', { status: 'active', deadlineAt: ago(50) }),
    row('soon', { waitingSince: ago(3), deadlineAt: ago(-5), language: 'es' }),
    row('late', { waitingSince: ago(30), deadlineAt: ago(10), language: 'ro' }),
    row('answered', { status: 'active', waitingSince: ago(8), language: 'es' }),
    row('latest', { waitingSince: ago(40), deadlineAt: ago(20), overdue: true, language: 'es' }),
  ]

  it('is counted, with the longest and the median wait', () => {
    expect(waitingOf(rows, now)).toEqual({ waiting: 4, overdue: 2, longest: 2_400_000, median: 480_000 })
    expect(waitingOf([], now)).toEqual({ waiting: 0, overdue: 0, longest: undefined, median: undefined })
  })

  it('is told by language, who waits longest first', () => {
    const told = waitingBy(rows, 'language', now).map(({ name, open, waiting }) => [
      name,
      open,
      waiting.waiting,
    ])
    expect(told).toEqual([
      ['es', 3, 3],
      ['ro', 1, 1],
      ['', 1, 0],
    ])
  })

  it('stands first when overdue, then by deadline; who is answered comes last', () => {
    expect(overdueFirst(rows, now).map(({ id }) => id)).toEqual([
      'latest',
      'late',
      'soon',
      'answered',
      'calm',
    ])
  })
})
