import { type LanguageFigures, percent, type TrainingReport } from './report.ts'

/** A table as text, for the terminal and the page alike. */
export interface Table {
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** The first column that holds numbers; so do all after it. */
  numbers: number
}

export const languageTable = (languages: readonly LanguageFigures[]): Table => ({
  head: ['language', 'phrases', 'right', 'wrong and sure', 'calibration error'],
  rows: languages.map(each => [
    each.language,
    String(each.phrases),
    percent(each.accuracy),
    percent(each.wrongAndSure),
    each.calibrationError.toFixed(3),
  ]),
  numbers: 1,
})

export const weakestTable = (weakest: TrainingReport['weakest']): Table => ({
  head: ['language', 'intent', 'phrases', 'recognised', 'rightly taken'],
  rows: weakest.map(each => [
    each.language,
    each.intent,
    String(each.phrases),
    percent(each.recall),
    percent(each.precision),
  ]),
  numbers: 2,
})
