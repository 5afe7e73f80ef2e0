/** The longest group of letters, the mark of a word's border counted. Five held the most for its size; whole words up to `WHOLE` letters come on top. */
const LONGEST = 5
const WHOLE = 12
/** No more of a word is read: longer ones are rarely language. */
const MOST_LETTERS = 30
/** Stands for the border of a word: no letter. */
const BORDER = 32

/** Room for the groups of any word. */
export const MOST_GROUPS = (MOST_LETTERS + 2) * LONGEST

/**
 * Puts the hashes (32 bits, signed) of every group of 1 to 5 letters of a word, its borders marked, and of the word as a whole into `out`, and tells how many they are.
 * A border alone is no group. The table of languages is built with the very same groups, so a change here needs a new table.
 */
export function groupsOf(word: string, out: Int32Array): number {
  const letters = Math.min(word.length, MOST_LETTERS)
  const last = letters + 1
  let size = 0
  for (let start = 0; start <= last; start++) {
    let hash = 0x811c9dc5
    const end = Math.min(last, start + LONGEST - 1)
    for (let at = start; at <= end; at++) {
      hash = Math.imul(hash ^ (at === 0 || at === last ? BORDER : word.charCodeAt(at - 1)), 0x01000193)
      if (at > start || (at !== 0 && at !== last)) out[size++] = mixed(hash)
    }
  }
  if (letters + 2 > LONGEST && letters <= WHOLE) {
    let whole = 0x9e3779b9
    for (let at = 0; at < letters; at++) whole = Math.imul(whole ^ word.charCodeAt(at), 0x01000193)
    out[size++] = mixed(whole)
  }
  return size
}

/** FNV leaves the low bits alike for alike endings; this spreads them. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
