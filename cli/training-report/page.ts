import { confusionGrid, escaped, intentBars, reliabilityPlot } from './plots.ts'
import { type Confusion, percent, type TrainingReport } from './report.ts'
import { languageTable, type Table, weakestTable } from './tables.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fbfaf7; --soft: #e6e2d8; --accent: #b3541e; --line: #8a8f98 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #16191e; --soft: #2a2f37; --accent: #f0a36b; --line: #7d8590 } }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.2rem; margin: 2.5rem 0 .6rem } h1 + p { margin-top: .2rem }
table { border-collapse: collapse; width: 100% } th, td { padding: .35rem .6rem; text-align: start; border-bottom: 1px solid var(--soft); vertical-align: top }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto } .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem }
figure { margin: 0 } figcaption { text-align: center } svg { width: 100%; height: auto; fill: var(--ink); font: 12px system-ui, sans-serif }
svg .frame { fill: none; stroke: var(--line) } svg .ideal { stroke: var(--line); stroke-dasharray: 4 4 } svg circle, svg .bar, svg .heat { fill: var(--accent) } svg circle { fill-opacity: .75 } svg .track { fill: var(--soft) }
svg.bars { max-width: 40rem } details summary { cursor: pointer; padding: .3rem 0 } q { quotes: none; font-style: italic }
`

const MOST_CONFUSIONS = 40
const MOST_PHRASES = 5

/** The report as one HTML page that needs nothing else: plots are drawn, everything written is escaped. */
export function reportPage({ bot, languages, confusions, weakest, advice }: TrainingReport): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What ${escaped(bot)} understands</title>
<style>${STYLE}</style>
<h1>What ${escaped(bot)} understands</h1>
<p>Each phrase as understood by a model that was trained without it.</p>
<h2>What to add</h2>
${advice.length === 0 ? '<p>Nothing stands out.</p>' : `<ul>${advice.map(sentence => `<li dir="auto">${escaped(sentence)}</li>`).join('')}</ul>`}
<h2>Languages</h2>
${figures(languageTable(languages))}
<h2>How honest its confidence is</h2>
<p>On the dashed line the bot is right as often as it says. Below it, it is too sure of itself.</p>
<div class="plots">${languages.map(({ language, reliability }) => reliabilityPlot(reliability, language)).join('')}</div>
<h2>The weakest intents</h2>
${figures(weakestTable(weakest))}
<h2>What is taken for what</h2>
<p>Rows are what was meant, columns what was understood, over all languages.</p>
<div class="scroll">${confusionGrid(confusions)}</div>
${table(['language', 'meant', 'understood', '#times', 'phrases'], confusions.slice(0, MOST_CONFUSIONS).map(confusionRow))}
<h2>Every intent</h2>
${languages.map(each => `<details><summary>${escaped(each.language)}: ${percent(each.accuracy)} of ${each.phrases} phrases</summary>${intentBars(each)}</details>`).join('\n')}
</html>
`
}

const figures = ({ head, rows, numbers }: Table): string =>
  table(
    head.map((name, column) => (column < numbers ? name : `#${name}`)),
    rows.map(row => row.map(escaped)),
  )

const confusionRow = ({ language, intent, taken, phrases }: Confusion): string[] => [
  escaped(language),
  escaped(intent),
  escaped(taken),
  String(phrases.length),
  phrases
    .slice(0, MOST_PHRASES)
    .map(phrase => `<q dir="auto">${escaped(phrase)}</q>`)
    .join('<br>'),
]

/** A head that begins with # is a column of numbers. Cells are HTML. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const className = (column: number) => (head[column]?.startsWith('#') ? ' class="number"' : '')
  const names = head.map((name, column) => `<th${className(column)}>${name.replace('#', '')}</th>`)
  const lines = rows.map(
    row => `<tr>${row.map((cell, column) => `<td${className(column)}>${cell}</td>`).join('')}</tr>`,
  )
  return `<div class="scroll"><table><tr>${names.join('')}</tr>${lines.join('')}</table></div>`
}
