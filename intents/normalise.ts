/** A text made even for reading, and the way back to the original. */
export interface Normalised {
  /** NFKC, lower case, one space for any run of white space; accents kept. Digits are ASCII, quotes and dashes plain. */
  readonly text: string
  /** Where in the original the unit `i` of `text` begins and ends (exclusive); UTF-16 offsets. */
  readonly starts: Uint16Array
  readonly ends: Uint16Array
  /** A letter stood three times or more in a row ("nooo"); `text` keeps two. */
  readonly elongated: boolean
  /** How many letters the original has, and how many of them are capitals. */
  readonly letters: number
  readonly capitals: number
}

/** So many UTF-16 units of a text are read: a customer's matter stands at its beginning, and a turn must stay short. */
export const READ_CHARS = 3000

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

interface Output {
  text: string
  starts: number[]
  ends: number[]
  elongated: boolean
  letters: number
  capitals: number
}

/** Pure, never throws; reads at most `READ_CHARS` units. */
export function normalise(original: string): Normalised {
  const limit = readable(original)
  const out: Output = { text: '', starts: [], ends: [], elongated: false, letters: 0, capitals: 0 }
  for (let at = 0; at < limit; ) {
    const end = clusterEnd(original, at, limit)
    const code = original.charCodeAt(at)
    if (end === at + 1 && code < 0x80) ascii(out, code, at)
    else cluster(out, original.slice(at, end), at, end)
    at = end
  }
  return { ...out, starts: Uint16Array.from(out.starts), ends: Uint16Array.from(out.ends) }
}

/** Where reading stops, without cutting a pair of surrogates. */
function readable(text: string): number {
  if (text.length <= READ_CHARS) return text.length
  const last = text.charCodeAt(READ_CHARS - 1)
  return last >= 0xd800 && last < 0xdc00 ? READ_CHARS - 1 : READ_CHARS
}

/** A code point with the marks that follow it, so that `e` + accent is read like `é`. */
function clusterEnd(text: string, at: number, limit: number): number {
  let end = at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
  while (end < limit && text.charCodeAt(end) >= 0x300) {
    const next = String.fromCodePoint(text.codePointAt(end) ?? 0)
    if (!MARK.test(next)) break
    end += next.length
  }
  return Math.min(end, limit)
}

function ascii(out: Output, code: number, at: number): void {
  if (code <= 0x20 || code === 0x7f) {
    if ((code >= 9 && code <= 13) || code === 0x20) space(out, at, at + 1)
    return
  }
  const upper = code >= 65 && code <= 90
  const lower = upper ? code + 32 : code
  if (lower >= 97 && lower <= 122) {
    out.letters++
    if (upper) out.capitals++
  }
  push(out, code === 0x60 ? "'" : String.fromCharCode(lower), at, at + 1)
}

/** Units of a letter with its marks that are read. */
const MOST_MARKED = 8
/** Units that one character may become: `㏂` is "a.m."; U+FDFA would be a sentence of 18 letters. */
const MOST_EXPANDED = 4

const bounded = (text: string, units: number): string =>
  text.length <= Math.max(units, MOST_EXPANDED) ? text : text.slice(0, Math.max(units, MOST_EXPANDED))

function cluster(out: Output, original: string, start: number, end: number): void {
  const first = String.fromCodePoint(original.codePointAt(0) ?? 0)
  if (LETTER.test(first)) {
    out.letters++
    if (UPPER.test(first)) out.capitals++
  }
  const plain = PLAIN[first]
  // Zalgo: more than a few marks on one letter carry nothing.
  const read = original.slice(0, MOST_MARKED)
  const composed = plain ?? bounded(read.normalize('NFKC').toLowerCase(), read.length)
  for (const char of composed) {
    if (SPACE.test(char)) space(out, start, end)
    else if (!INVISIBLE.test(char)) push(out, digit(char), start, end)
  }
}

function digit(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x660 || code > 0x1819) return char
  const zero = ZEROS.find(each => code >= each && code <= each + 9)
  return zero === undefined ? char : String.fromCharCode(48 + code - zero)
}

function space(out: Output, start: number, end: number): void {
  if (out.text !== '' && !out.text.endsWith(' ')) push(out, ' ', start, end)
}

function push(out: Output, char: string, start: number, end: number): void {
  const length = out.text.length
  if (char === out.text[length - 1] && char === out.text[length - 2] && LETTER.test(char)) {
    out.elongated = true
    out.ends[length - 1] = end
    return
  }
  out.text += char
  for (let unit = 0; unit < char.length; unit++) {
    out.starts.push(start)
    out.ends.push(end)
  }
}
