import { percent, type TrainingReport } from './report.ts'

const MOST_CONFUSIONS = 15
const MOST_PHRASES = 3

/** The report for a terminal. */
export function reportText({ bot, languages, confusions, weakest, advice }: TrainingReport): string {
  const rows = languages.map(each => [
    each.language,
    String(each.phrases),
    percent(each.accuracy),
    percent(each.wrongAndSure),
    each.calibrationError.toFixed(3),
  ])
  const sections = [
    `${bot}: each phrase as understood by a model that was trained without it`,
    table(['language', 'phrases', 'right', 'wrong and sure', 'calibration error'], rows),
    'The weakest intents',
    table(
      ['language', 'intent', 'phrases', 'recognised', 'rightly taken'],
      weakest.map(each => [
        each.language,
        each.intent,
        String(each.phrases),
        percent(each.recall),
        percent(each.precision),
      ]),
    ),
    'What is taken for what',
    confusions
      .slice(0, MOST_CONFUSIONS)
      .map(
        ({ language, intent, taken, phrases }) =>
          `  ${language}  ${intent} → ${taken}  ${phrases.length}×\n${phrases
            .slice(0, MOST_PHRASES)
            .map(phrase => `        ${phrase}`)
            .join('\n')}`,
      )
      .join('\n') || '  nothing',
    'What to add',
    advice.map(sentence => `  - ${sentence}`).join('\n') || '  nothing stands out',
  ]
  return `${sections.join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  const isNumber = (column: number) => rows.every(row => /^[\d.]+( %)?$/.test(row[column] ?? ''))
  return all
    .map(row =>
      `  ${row.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd(),
    )
    .join('\n')
}
