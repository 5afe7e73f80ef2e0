import { z } from 'zod'

/**
 * What groups of letters say about languages: for each group that says something, the languages that it speaks for or against, and how much.
 * Built by `scripts/build-language-table.ts`, the same for every bot, and never changed.
 */
export interface LanguageTable {
  /** BCP 47, without region. */
  readonly languages: readonly string[]
  /** How many nats a step of a weight is. */
  readonly unit: number
  /** Groups lie in buckets by the upper half of their hash. Two numbers a bucket: where its groups begin, and where its weights begin. One bucket more marks the end. */
  readonly buckets: Uint32Array
  /** Of each group: the lower half of its hash, then where its weights begin, counted from those of the bucket. In a bucket they rise. */
  readonly groups: Uint32Array
  /** Language and weight, in turn. */
  readonly weights: Int8Array
}

const BUCKETS = 2 ** 16

/** Weights of one group of letters: places in `languages`, and steps of `unit` from -127 to 127. */
export interface GroupWeights {
  hash: number
  weights: readonly (readonly [language: number, steps: number])[]
}

/** Lays out a table. Groups may come in any order; each hash once. */
export function layOut(
  languages: readonly string[],
  unit: number,
  groups: readonly GroupWeights[],
): LanguageTable {
  const sorted = groups.toSorted((a, b) => (a.hash >>> 0) - (b.hash >>> 0))
  const buckets = new Uint32Array(2 * (BUCKETS + 1))
  const laid = new Uint32Array(sorted.length)
  const weights: number[] = []
  let bucket = -1
  for (const [place, { hash, weights: own }] of sorted.entries()) {
    for (; bucket < hash >>> 16; ) {
      bucket++
      buckets[2 * bucket] = place
      buckets[2 * bucket + 1] = weights.length / 2
    }
    laid[place] = ((hash & 0xffff) << 16) | (weights.length / 2 - (buckets[2 * bucket + 1] ?? 0))
    for (const [language, steps] of own) weights.push(language, steps)
  }
  for (bucket++; bucket <= BUCKETS; bucket++) {
    buckets[2 * bucket] = sorted.length
    buckets[2 * bucket + 1] = weights.length / 2
  }
  return { languages, unit, buckets, groups: laid, weights: Int8Array.from(weights) }
}

/** Adds to `out` (by place in `languages`) how much some groups of letters, by their hashes, speak for each language, in nats. @see groupsOf */
export function addGroups(table: LanguageTable, hashes: Int32Array, size: number, out: Float64Array): void {
  const { buckets, groups, weights, unit } = table
  for (let index = 0; index < size; index++) {
    const hash = hashes[index]!
    const bucket = (hash >>> 16) * 2
    const end = buckets[bucket + 2]!
    const mark = hash & 0xffff
    for (let place = buckets[bucket]!; place < end; place++) {
      const group = groups[place]!
      if (group >>> 16 !== mark) continue
      const base = buckets[bucket + 1]!
      const last = place + 1 < end ? base + (groups[place + 1]! & 0xffff) : buckets[bucket + 3]!
      for (let at = base + (group & 0xffff); at < last; at++)
        out[weights[2 * at]!]! += weights[2 * at + 1]! * unit
      break
    }
  }
}

const MAGIC = 'CONSLANG'

const headerSchema = z.strictObject({
  languages: z.array(z.string()),
  unit: z.number(),
  groups: z.int().min(0),
  weights: z.int().min(0),
})

/** A table as bytes: magic, length of the header, header (JSON), then the arrays. Same table, same bytes. */
export function encodeTable({ languages, unit, buckets, groups, weights }: LanguageTable): Uint8Array {
  const header = Buffer.from(
    JSON.stringify({ languages, unit, groups: groups.length, weights: weights.length }),
  )
  const start = bodyStart(header.length)
  const file = Buffer.alloc(start + buckets.byteLength + groups.byteLength + weights.byteLength, ' ')
  file.write(MAGIC, 0, 'latin1')
  file.writeDoubleLE(header.length, 8)
  header.copy(file, 16)
  let at = start
  for (const numbers of [buckets, groups, weights]) {
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).copy(file, at)
    at += numbers.byteLength
  }
  return file
}

/**
 * The table in these bytes, which it keeps and does not copy.
 * @throws TypeError when they are no table: the file is part of the program.
 */
export function decodeTable(bytes: Uint8Array<ArrayBuffer>): LanguageTable {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < 16 || file.toString('latin1', 0, 8) !== MAGIC)
    throw new TypeError('no table of languages')
  const length = file.readDoubleLE(8)
  const header = headerSchema.parse(JSON.parse(file.toString('utf8', 16, 16 + length)))
  const start = bodyStart(length)
  const bucketBytes = 8 * (BUCKETS + 1)
  const groupBytes = 4 * header.groups
  if (file.length !== start + bucketBytes + groupBytes + header.weights)
    throw new TypeError('half a table of languages')
  const at = bytes.byteOffset + start
  return {
    languages: header.languages,
    unit: header.unit,
    buckets: new Uint32Array(bytes.buffer, at, 2 * (BUCKETS + 1)),
    groups: new Uint32Array(bytes.buffer, at + bucketBytes, header.groups),
    weights: new Int8Array(bytes.buffer, at + bucketBytes + groupBytes, header.weights),
  }
}

const bodyStart = (header: number): number => Math.ceil((16 + header) / 8) * 8
