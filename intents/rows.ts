import { type Columns, indexColumns } from './columns.ts'
import {
  borderFeatures,
  conceptFeatures,
  type Emit,
  LETTER_VIEW,
  orderFeatures,
  wordFeatures,
} from './features.ts'
import type { Terms } from './terms.ts'

/** A message as a sparse row over the columns of a model. */
export interface Row {
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** All features of a message, given the stems of its words (@see stemHash). */
export function messageFeatures({ words, concepts }: Terms, stems: readonly number[], emit: Emit): void {
  for (const [index, word] of words.entries()) wordFeatures(word, stems[index] as number, emit)
  orderFeatures(stems, emit)
  borderFeatures(words, emit)
  conceptFeatures(concepts, emit)
}

/** Makes training messages rows: the same sum that a scorer makes of a message, each view scaled to length one. */
export function rowMaker(columns: Columns): (terms: Terms, stems: readonly number[]) => Row {
  const { find, idf, unknownIdf } = indexColumns(columns)
  return (terms, stems) => {
    const views = [new Map<number, number>(), new Map<number, number>()] as const
    const squares = [0, 0]
    messageFeatures(terms, stems, (hash, view, weight) => {
      const column = find(hash)
      const value = weight * (column < 0 ? unknownIdf : idf[column]!)
      squares[view]! += value * value
      const row = views[view === LETTER_VIEW ? 1 : 0]
      if (column >= 0) row.set(column, (row.get(column) ?? 0) + value)
    })
    const entries = views.flatMap((row, view) => {
      const share = 1 / Math.sqrt(squares[view] || 1)
      return Array.from(row, ([column, value]) => [column, value * share] as const)
    })
    return {
      columns: Int32Array.from(entries, ([column]) => column),
      values: Float32Array.from(entries, ([, value]) => value),
    }
  }
}
