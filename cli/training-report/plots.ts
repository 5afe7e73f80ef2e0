import type { Bin } from '../../intents/measures.ts'
import { type Confusion, type LanguageFigures, percent } from './report.ts'

/** Text as HTML: nothing of it is markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)

const SIZE = 240
const PAD = 34

/** Promise against truth: on the diagonal the bot is as sure as it should be. Circles grow with the messages in them. */
export function reliabilityPlot(bins: readonly Bin[], title: string): string {
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  const at = (value: number) => PAD + value * SIZE
  const dots = bins.map(({ confidence, accuracy, count }) => {
    const radius = 3 + 14 * Math.sqrt(count / Math.max(1, total))
    return `<circle cx="${at(confidence).toFixed(1)}" cy="${at(1 - accuracy).toFixed(1)}" r="${radius.toFixed(1)}"><title>${percent(confidence)} sure, ${percent(accuracy)} right, ${count} phrases</title></circle>`
  })
  const side = SIZE + PAD * 2
  return `<figure><svg viewBox="0 0 ${side} ${side}" role="img" aria-label="${escaped(title)}">
<rect class="frame" x="${PAD}" y="${PAD}" width="${SIZE}" height="${SIZE}"/>
<line class="ideal" x1="${PAD}" y1="${PAD + SIZE}" x2="${PAD + SIZE}" y2="${PAD}"/>
${dots.join('\n')}
<text x="${PAD + SIZE / 2}" y="${side - 8}" text-anchor="middle">how sure</text>
<text x="${12}" y="${PAD + SIZE / 2}" text-anchor="middle" transform="rotate(-90 12 ${PAD + SIZE / 2})">how often right</text>
</svg><figcaption>${escaped(title)}</figcaption></figure>`
}

const BAR_HEIGHT = 18

/** A bar an intent: how many of its phrases are recognised. */
export function intentBars({ intents, language }: LanguageFigures): string {
  const rows = intents.map(({ intent, recall, phrases }, index) => {
    const y = index * BAR_HEIGHT
    return `<text x="188" y="${y + 13}" text-anchor="end">${escaped(intent)}</text>
<rect class="track" x="196" y="${y + 3}" width="300" height="12"/>
<rect class="bar" x="196" y="${y + 3}" width="${(recall * 300).toFixed(1)}" height="12"><title>${percent(recall)} of ${phrases} phrases</title></rect>
<text x="502" y="${y + 13}">${percent(recall)}</text>`
  })
  const height = intents.length * BAR_HEIGHT + 6
  return `<svg class="bars" viewBox="0 0 548 ${height}" role="img" aria-label="Recognised phrases by intent, ${escaped(language)}">${rows.join('\n')}</svg>`
}

const CELL = 26

/** The intents that are confused most: rows are what was meant, columns what was understood. */
export function confusionGrid(confusions: readonly Confusion[]): string {
  const pairs = confusions.slice(0, 30)
  const names = [...new Set(pairs.flatMap(({ intent, taken }) => [intent, taken]))].sort()
  const counts = new Map<string, number>()
  for (const { intent, taken, phrases } of confusions) {
    const key = `${intent} ${taken}`
    counts.set(key, (counts.get(key) ?? 0) + phrases.length)
  }
  const most = Math.max(1, ...counts.values())
  const left = 180
  const top = 150
  const cells = names.flatMap((row, y) =>
    names.flatMap((column, x) => {
      const count = counts.get(`${row} ${column}`)
      if (count === undefined) return []
      const place = `x="${left + x * CELL}" y="${top + y * CELL}" width="${CELL - 2}" height="${CELL - 2}"`
      return `<rect class="heat" ${place} fill-opacity="${(0.15 + (0.85 * count) / most).toFixed(2)}"><title>${escaped(row)} taken for ${escaped(column)}: ${count}</title></rect>
<text x="${left + x * CELL + 12}" y="${top + y * CELL + 16}" text-anchor="middle">${count}</text>`
    }),
  )
  const labels = names.flatMap((name, index) => [
    `<text x="${left - 6}" y="${top + index * CELL + 16}" text-anchor="end">${escaped(name)}</text>`,
    `<text x="${left + index * CELL + 14}" y="${top - 8}" transform="rotate(-60 ${left + index * CELL + 14} ${top - 8})">${escaped(name)}</text>`,
  ])
  const width = left + names.length * CELL + 90
  const height = top + names.length * CELL + 8
  return `<svg class="grid" style="min-width:${width}px" viewBox="0 0 ${width} ${height}" role="img" aria-label="What is taken for what">${[...labels, ...cells].join('\n')}</svg>`
}
