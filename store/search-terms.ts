/*
 * Words as a search compares them. Both engines store and look for exactly these, so that they find the same in every language: the engines' own word breakers
 * differ, and know neither Chinese nor what an Arabic article is.
 */

/** Scripts that are written without spaces: their words are found by pairs of signs. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** Latin, Greek and Cyrillic are found without their accents; in other scripts a mark is part of the letter. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u0300-\u036f]+/gu
/** Vowel signs, and the dash that only stretches a word. */
const ARABIC_SIGNS = /[\u0610-\u061a\u064b-\u065f\u0670\u0640]/g
const ARABIC_ARTICLE = /^(?:[وفبك]?ال|لل)(?=\p{Script=Arabic}{3})/u
const HEBREW_POINTS = /[\u0591-\u05c7]/g

/** UTF-16 units of a term; what is longer is found by its beginning. */
const TERM = 40

/** A word that is looked for: whole, or the beginning of one. */
export interface QueryTerm {
  term: string
  prefix: boolean
}

/** Terms of one conversation. */
const MOST_TERMS = 5_000

/** Of what was said: each term once. At most 5,000. */
export function searchTerms(text: string): string[] {
  const terms = new Set<string>()
  addTerms(terms, text)
  return [...terms]
}

/** The same, text by text. Whether there is room for more. */
export function addTerms(terms: Set<string>, text: string): boolean {
  if (terms.size >= MOST_TERMS) return false
  for (const word of words(text)) {
    for (const term of word.unspaced ? pairs(word.text, true) : forms(word.text)) {
      if (terms.size >= MOST_TERMS) return false
      terms.add(term)
    }
  }
  return true
}

/** Of what is looked for: all must be there. Words are found by their beginning, so that `refund` finds `refunds`. At most twelve. */
export function queryTerms(text: string): QueryTerm[] {
  const terms = new Map<string, QueryTerm>()
  for (const word of words(text)) {
    const found = word.unspaced
      ? pairs(word.text, false).map(term => ({ term, prefix: [...term].length === 1 }))
      : [{ term: forms(word.text).at(-1) as string, prefix: true }]
    for (const one of found) terms.set(one.term, one)
  }
  return [...terms.values()].slice(0, 12)
}

function* words(text: string): Generator<{ text: string; unspaced: boolean }> {
  for (const [word] of normal(text).matchAll(WORD)) {
    let from = 0
    for (const found of word.matchAll(UNSPACED)) {
      if (found.index > from) yield { text: word.slice(from, found.index), unspaced: false }
      yield { text: found[0], unspaced: true }
      from = found.index + found[0].length
    }
    if (from < word.length) yield { text: word.slice(from), unspaced: false }
  }
}

/** Without case, width, accents and what Arabic and Hebrew leave out as they please. */
const normal = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(ARABIC_SIGNS, '')
    .replace(HEBREW_POINTS, '')
    .replaceAll(/[أإآٱ]/g, 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll('ß', 'ss')

/** The word, and what it is without its Arabic article. */
function forms(word: string): string[] {
  const bare = word.replace(ARABIC_ARTICLE, '')
  return bare === word ? [cut(word)] : [cut(word), cut(bare)]
}

const cut = (word: string) => word.slice(0, TERM).toWellFormed().replaceAll('\ufffd', '')

/** `配達状況` as 配達, 達状, 状況, and with `last` also 況, so that one sign alone finds it as the beginning of a pair. */
function pairs(run: string, last: boolean): string[] {
  const signs = [...run]
  if (signs.length === 1) return signs
  const found = signs.slice(1).map((sign, n) => `${signs[n]}${sign}`)
  return last ? [...found, signs.at(-1) as string] : found
}
