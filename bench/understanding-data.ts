import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { root } from './bench.ts'

const rowSchema = z.object({
  text: z.string(),
  intent: z.string(),
  split: z.enum(['train', 'valid', 'test']),
  lang: z.string(),
  /** In which of the published few-shot draws it is. */
  shots: z.array(z.number()).optional(),
})
export type Row = z.infer<typeof rowSchema>

/** Where the public sets lie: `NLU_DATA`, one folder a set. They stay outside the project. */
const folder = resolve(root, process.env.NLU_DATA ?? '../shared/data/nlu')

/** The rows of one file, like `clinc150/data`. @throws when the set is not there */
export function rowsOf(name: string): Row[] {
  const file = join(folder, `${name}.jsonl`)
  if (!existsSync(file)) throw new Error(`${file} is missing: set NLU_DATA to the folder of the public sets`)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => rowSchema.parse(JSON.parse(line)))
}

export const splitOf = (rows: readonly Row[], split: Row['split']): Row[] =>
  rows.filter(row => row.split === split)

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** The same rows with one slip (a letter lost, added, changed, or two swapped; never the first) in one word of four letters or more. Always the same slips. */
export function withTypos(rows: readonly Row[]): Row[] {
  let state = 0x2545f491
  const below = (limit: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return rows.map(row => {
    const words = row.text.split(' ')
    const long = [...words.keys()].filter(index => /^[a-z]{4,}$/.test(words[index] as string))
    const at = long[below(Math.max(1, long.length))]
    if (at !== undefined) words[at] = slip(words[at] as string, below)
    return { ...row, text: words.join(' ') }
  })
}

function slip(word: string, below: (limit: number) => number): string {
  const at = 1 + below(word.length - 1)
  const letter = LETTERS[below(26)] as string
  switch (below(4)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1)
    case 1:
      return word.slice(0, at) + letter + word.slice(at)
    case 2:
      return word.slice(0, at) + letter + word.slice(at + 1)
    default: {
      const from = Math.min(at, word.length - 2)
      return word.slice(0, from) + word[from + 1] + word[from] + word.slice(from + 2)
    }
  }
}
