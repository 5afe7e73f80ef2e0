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
  const views = [viewOf(columns), viewOf(columns)] as const
  return (terms, stems) => {
    const squares = [0, 0]
    messageFeatures(terms, stems, (hash, view, weight) => {
      const column = find(hash)
      const value = weight * (column < 0 ? unknownIdf : idf[column]!)
      squares[view]! += value * value
      if (column < 0) return
      const { sums, met } = views[view === LETTER_VIEW ? 1 : 0]
      if (sums[column] === 0) met.push(column)
      sums[column]! += value
    })
    const row: Row = {
      columns: Int32Array.from([...views[0].met, ...views[1].met]),
      values: new Float32Array(views[0].met.length + views[1].met.length),
    }
    let entry = 0
    for (const [view, { sums, met }] of views.entries()) {
      const share = 1 / Math.sqrt(squares[view] || 1)
      for (const column of met) {
        row.values[entry++] = sums[column]! * share
        sums[column] = 0
      }
      met.length = 0
    }
    return row
  }
}

/** What a message counts for in one view, by column, and the columns in the order in which they were met; emptied after each message. */
const viewOf = ({ keys }: Columns): { readonly sums: Float64Array; readonly met: number[] } => ({
  sums: new Float64Array(keys.length),
  met: [],
})
