export const SURVEY_KINDS = ['csat', 'ces', 'nps'] as const
/** How a customer is asked how it was: satisfaction, effort, recommendation. */
export type SurveyKind = (typeof SURVEY_KINDS)[number]

/** Lowest and highest grade, and the highest one that tells of somebody who is not content. */
export const SURVEY_SCALES: Readonly<Record<SurveyKind, { low: number; high: number; unhappy: number }>> = {
  csat: { low: 1, high: 5, unhappy: 2 },
  ces: { low: 1, high: 7, unhappy: 3 },
  nps: { low: 0, high: 10, unhappy: 6 },
}
