/** Ranges of characters that count once; all others twice. @see https://docs.x.com/resources/fundamentals/counting-characters (version 3, read 2026-11) */
const ONCE: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
]

/** What a post may have. */
export const POST_WEIGHT = 280

/** A text's length as X counts it for a post. Of an emoji of several characters X counts two in all, this a few more; a shortened link counts as it is written. */
export function weightedLength(text: string): number {
  let length = 0
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0) as number
    length += ONCE.some(([from, to]) => code >= from && code <= to) ? 1 : 2
  }
  return length
}
