import type { TrainingReport } from './report.ts'
import { languageTable, type Table, weakestTable } from './tables.ts'

const MOST_CONFUSIONS = 15
const MOST_PHRASES = 3

/** The report for a terminal. */
export function reportText({ bot, languages, confusions, weakest, advice }: TrainingReport): string {
  const sections = [
    `${bot}: each phrase as understood by a model that was trained without it`,
    table(languageTable(languages)),
    'The weakest intents',
    table(weakestTable(weakest)),
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

function table({ head, rows, numbers }: Table): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all
    .map(row => {
      const cells = row.map((cell, column) =>
        column < numbers ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      return `  ${cells.join('  ')}`.trimEnd()
    })
    .join('\n')
}
