import type { Linear } from './svm.ts'

/**
 * The weights of a linear model, thinned: what one feature says for each intent. It is an inverted index with learnt weights: each stem, pair and
 * group of letters points to the intents and questions that it speaks for or against. Plain data, stored as it is.
 */
export interface Weights {
  /** Where each column's entries begin; one more than there are columns. */
  readonly starts: Uint32Array
  readonly classes: Uint16Array
  /** Times the column's scale. */
  readonly values: Int8Array
  readonly scales: Float32Array
  /** What a column says for all classes alike, before its entries. */
  readonly bases: Float32Array
  readonly bias: Float32Array
}

/** What differs less from the column's base is left out, as a share of its largest difference, and in itself: a tenth of the entries stays, at no loss that shows. */
const LEAST_SHARE = 0.1
const LEAST = 0.03

/** Thins a trained model and rounds it to eight bits. What is left out is replaced by its mean. */
export function thin({ classes, columns, weights }: Linear): Weights {
  const starts = new Uint32Array(columns + 1)
  const scales = new Float32Array(columns)
  const bases = new Float32Array(columns)
  const kept: number[] = []
  const values: number[] = []
  for (let column = 0; column < columns; column++) {
    const row = weights.subarray(column * classes, (column + 1) * classes)
    const { base, scale } = spread(row)
    bases[column] = base
    scales[column] = scale
    for (let each = 0; each < classes; each++) {
      const value = scale === 0 ? 0 : Math.round((row[each]! - base) / scale)
      if (Math.abs(value) <= LEAST_SHARE * 127 || Math.abs(value) * scale < LEAST) continue
      kept.push(each)
      values.push(Math.max(-127, Math.min(127, value)))
    }
    starts[column + 1] = kept.length
  }
  return {
    starts,
    classes: Uint16Array.from(kept),
    values: Int8Array.from(values),
    scales,
    bases,
    bias: weights.slice(columns * classes),
  }
}

/** Mean of the small weights of a column, and a 127th of the largest distance from it. */
function spread(row: Float32Array): { base: number; scale: number } {
  let sum = 0
  for (let each = 0; each < row.length; each++) sum += row[each]!
  const mean = sum / row.length
  const limit = LEAST_SHARE * furthest(row, mean)
  let near = 0
  let count = 0
  for (let each = 0; each < row.length; each++)
    if (Math.abs(row[each]! - mean) <= limit) {
      near += row[each]!
      count++
    }
  const base = f16(count === 0 ? mean : near / count)
  return { base, scale: f16(furthest(row, base) / 127) }
}

/** Sixteen bits, as they are stored: a loaded model is the trained one. */
const f16 = (value: number): number => Math.f16round(value)

function furthest(row: Float32Array, from: number): number {
  let most = 0
  for (let each = 0; each < row.length; each++) most = Math.max(most, Math.abs(row[each]! - from))
  return most
}

/** Adds `amount` of a column to the scores of all classes, which begin at `at`. */
export function addColumn(
  weights: Weights,
  column: number,
  amount: number,
  scores: Float32Array,
  at: number,
): void {
  const { starts, classes, values } = weights
  const base = amount * weights.bases[column]!
  const last = at + weights.bias.length
  for (let each = at; each < last; each++) scores[each]! += base
  const step = amount * weights.scales[column]!
  const end = starts[column + 1]!
  for (let entry = starts[column]!; entry < end; entry++)
    scores[at + classes[entry]!]! += step * values[entry]!
}
