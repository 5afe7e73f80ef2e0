/** Gives the word of the bot's vocabulary that a customer most likely meant, or the word itself. */
export type Repair = (word: string) => string

/** Shorter words have too many neighbours. */
const SHORTEST = 4
const LONGEST = 24

/**
 * Repairs one slip (a letter missing, added, changed, or two swapped) in words of four letters or more, keeping the first letter: who types fast
 * rarely misses that, and other first letters cost 0.3 to 0.5 in clean text. Known words are never touched.
 * `vocabulary` holds how often each word stands in the bot's phrases; the more frequent wins.
 */
export function spellingRepair(
  vocabulary: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
): Repair {
  let index: Map<string, string[]> | undefined
  return word => {
    if (word.length < SHORTEST || word.length > LONGEST || !/^\p{L}+$/u.test(word) || isKnown(word))
      return word
    index ??= deletionIndex(vocabulary)
    let best = word
    let bestCount = 0
    for (const key of [word, ...deletions(word)])
      for (const candidate of index.get(key) ?? []) {
        const count = vocabulary.get(candidate) ?? 0
        if (count > bestCount && isOneSlip(word, candidate)) {
          best = candidate
          bestCount = count
        }
      }
    return best
  }
}

/** Every word under itself and under all it becomes by losing one letter: two words one slip apart share a key. */
function deletionIndex(vocabulary: ReadonlyMap<string, number>): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const word of vocabulary.keys()) {
    if (word.length < SHORTEST || word.length > LONGEST) continue
    for (const key of new Set([word, ...deletions(word)])) {
      const words = index.get(key)
      if (words) words.push(word)
      else index.set(key, [word])
    }
  }
  return index
}

function deletions(word: string): string[] {
  const all: string[] = []
  for (let at = 1; at < word.length; at++) all.push(word.slice(0, at) + word.slice(at + 1))
  return all
}

/** One insertion, deletion, change or swap of neighbours; the first letter is the same. */
function isOneSlip(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let aEnd = a.length
  let bEnd = b.length
  while (aEnd > from && bEnd > from && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--
    bEnd--
  }
  const inA = a.slice(from, aEnd)
  const inB = b.slice(from, bEnd)
  if (inA.length <= 1 && inB.length <= 1) return true
  return inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0]
}
