import type { Figures } from '../../../protocol/api/figures.ts'

type Survey = Figures['grades'][number]['survey']

export interface SurveyResult {
  survey: Survey
  /** The best grade. */
  most: number
  /** csat and ces: the share of good grades; nps: that of 9 and 10 less that of 0 to 6. */
  score: number
  counts: readonly { grade: number; count: number }[]
}

const MOST: Record<Survey, number> = { csat: 5, ces: 7, nps: 10 }
const GOOD: Record<Survey, number> = { csat: 4, ces: 5, nps: 9 }
/** Up to this grade of nps somebody would advise against. */
const BAD = 6

/** What each kind of survey brought; the kinds that brought something. */
export function surveysOf(grades: Figures['grades']): SurveyResult[] {
  return [...Map.groupBy(grades, ({ survey }) => survey)].map(([survey, counts]) => {
    const sum = (fits: (grade: number) => boolean) =>
      counts.reduce((total, { grade, count }) => total + (fits(grade) ? count : 0), 0)
    const good = sum(grade => grade >= GOOD[survey])
    const bad = survey === 'nps' ? sum(grade => grade <= BAD) : 0
    return { survey, most: MOST[survey], score: (good - bad) / sum(() => true), counts }
  })
}
