import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { type Row, rowsOf, splitOf, withTypos } from './understanding-data.ts'
import type { TrainingSet } from './understanding-systems.ts'

/** Languages of xSID that have their own training rows; the dialects have none. */
const XSID = ['ar', 'da', 'de', 'en', 'id', 'it', 'ja', 'kk', 'lt', 'nl', 'sr', 'tr', 'zh']
const CORPUS50 = ['en', 'es', 'fr', 'it', 'id', 'he']

const inScope = (rows: readonly Row[]): Row[] => rows.filter(({ intent }) => intent !== OUT_OF_SCOPE)

/** CLINC150, whole or one of its published draws. The threshold is chosen on `valid`; `typos` are the test messages in scope with one slip each. */
export function clinc(shots?: number): TrainingSet[] {
  const rows = rowsOf('clinc150/data')
  const train = splitOf(rows, 'train')
  const test = splitOf(rows, 'test')
  return [
    {
      language: 'en',
      train: shots === undefined ? train : inScope(train).filter(row => row.shots?.includes(shots)),
      tests: { test, valid: splitOf(rows, 'valid'), typos: withTypos(inScope(test)) },
    },
  ]
}

export function hwu(shots?: number): TrainingSet[] {
  const rows = rowsOf('hwu64/data')
  const train = splitOf(rows, 'train').filter(row => shots === undefined || row.shots?.includes(shots))
  return [{ language: 'en', train, tests: { test: splitOf(rows, 'test') } }]
}

export const braun = (corpus: string): TrainingSet[] => {
  const rows = rowsOf(`braun/${corpus}`)
  return [{ language: 'en', train: splitOf(rows, 'train'), tests: { test: splitOf(rows, 'test') } }]
}

const byLanguage = (name: string, languages: readonly string[]): TrainingSet[] => {
  const rows = rowsOf(name)
  return languages.map(language => {
    const own = rows.filter(({ lang }) => lang === language)
    return { language, train: splitOf(own, 'train'), tests: { test: splitOf(own, 'test') } }
  })
}
export const corpus50 = (): TrainingSet[] => byLanguage('corpus50/data', CORPUS50)
export const xsid = (): TrainingSet[] => byLanguage('xsid/data', XSID)

/** CLINC150 as an FAQ of 150 questions with so many wordings each. */
export function faq(wordings: number): TrainingSet[] {
  return clinc(5).map(({ train, tests, ...rest }) => {
    const counts = new Map<string, number>()
    const few = train.filter(({ intent }) => {
      counts.set(intent, (counts.get(intent) ?? 0) + 1)
      return (counts.get(intent) ?? 0) <= wordings
    })
    return { ...rest, train: few, tests: { test: tests.test ?? [] } }
  })
}
