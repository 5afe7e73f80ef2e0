/** What a character with its marks becomes in a normalised text. */
export interface Shape {
  /** Code points to be written, a blank for any white space; empty for what is invisible. */
  readonly pieces: readonly string[]
  readonly letter: boolean
  readonly capital: boolean
}

const PLAIN: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032'].map(quote => [quote, "'"])),
  ...Object.fromEntries([...'\u201c\u201d\u201e\u00ab\u00bb'].map(quote => [quote, '"'])),
  ...Object.fromEntries([...'\u2010\u2011\u2012\u2013\u2014\u2015\u2212'].map(dash => [dash, '-'])),
}

/** The zeros of decimal digits that NFKC leaves alone: Arabic-Indic, Persian, N'Ko, Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer, Mongolian. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
]

const MARK = /^\p{M}$/u
const LETTER = /^\p{L}$/u
const UPPER = /^\p{Lu}$/u
/** Control and format characters (zero width, direction), broken surrogates, skin tones, variation selectors, fillers. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant alone
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u{1f3fb}-\u{1f3ff}\ufe00-\ufe0f\u034f\u115f\u1160\u3164]$/u
const SPACE = /^[\s\p{Z}]$/u

/** Units of a letter with its marks that are read. */
const MOST_MARKED = 8
/** Units that one character may become: `㏂` is "a.m."; U+FDFA would be a sentence of 18 letters. */
const MOST_EXPANDED = 4

const UNITS = 0x10000
/** What was found of single units: a language has a few hundred. */
const shapes: (Shape | undefined)[] = new Array(UNITS)
const marks = new Uint8Array(UNITS)
const NO_MARK = 1
const IS_MARK = 2

/** The shape of a cluster as `clusterEnd` cuts it. */
export function shapeOf(cluster: string): Shape {
  if (cluster.length > 1) return shaped(cluster)
  const unit = cluster.charCodeAt(0)
  const found = shapes[unit] ?? shaped(cluster)
  shapes[unit] = found
  return found
}

function shaped(cluster: string): Shape {
  const first = String.fromCodePoint(cluster.codePointAt(0) ?? 0)
  // Zalgo: more than a few marks on one letter carry nothing.
  const read = cluster.slice(0, MOST_MARKED)
  const composed = PLAIN[first] ?? bounded(read.normalize('NFKC').toLowerCase(), read.length)
  const pieces = Array.from(composed, char =>
    SPACE.test(char) ? ' ' : INVISIBLE.test(char) ? '' : digit(char),
  )
  return {
    pieces: pieces.filter(piece => piece !== ''),
    letter: LETTER.test(first),
    capital: UPPER.test(first),
  }
}

const bounded = (text: string, units: number): string =>
  text.length <= Math.max(units, MOST_EXPANDED) ? text : text.slice(0, Math.max(units, MOST_EXPANDED))

function digit(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x660 || code > 0x1819) return char
  const zero = ZEROS.find(each => code >= each && code <= each + 9)
  return zero === undefined ? char : String.fromCharCode(48 + code - zero)
}

/** A code point with the marks that follow it, so that `e` + accent is read like `é`. */
export function clusterEnd(text: string, at: number, limit: number): number {
  let end = at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
  while (end < limit && text.charCodeAt(end) >= 0x300) {
    const code = text.codePointAt(end) ?? 0
    if (!isMark(code)) break
    end += code > 0xffff ? 2 : 1
  }
  return Math.min(end, limit)
}

function isMark(code: number): boolean {
  if (code >= UNITS) return MARK.test(String.fromCodePoint(code))
  if (marks[code] === 0) marks[code] = MARK.test(String.fromCharCode(code)) ? IS_MARK : NO_MARK
  return marks[code] === IS_MARK
}

/** Of a normalised text. */
export const isLetter = (char: string, code: number): boolean =>
  code < 0x80 ? code >= 97 && code <= 122 : LETTER.test(char)
