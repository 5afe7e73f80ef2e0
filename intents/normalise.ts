import { clusterEnd, isLetter, shapeOf } from './characters.ts'

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

/** What the longest text becomes, and one character more. */
const MOST_UNITS = READ_CHARS + 8

/** Where a text is put together, used again for the next: a string that grows letter by letter is copied again and again. */
const scratch = {
  units: new Uint16Array(MOST_UNITS),
  starts: new Uint16Array(MOST_UNITS),
  ends: new Uint16Array(MOST_UNITS),
}

interface Output {
  /** How many units of the scratch are filled. */
  length: number
  elongated: boolean
  letters: number
  capitals: number
}

/** Pure, never throws; reads at most `READ_CHARS` units, and gives little more: a text of ligatures is no longer than one of letters. */
export function normalise(original: string): Normalised {
  const limit = readable(original)
  const out: Output = { length: 0, elongated: false, letters: 0, capitals: 0 }
  for (let at = 0; at < limit && out.length < READ_CHARS; ) {
    const end = clusterEnd(original, at, limit)
    const code = original.charCodeAt(at)
    if (end === at + 1 && code < 0x80) ascii(out, code, at)
    else cluster(out, original.slice(at, end), at, end)
    at = end
  }
  const { length, elongated, letters, capitals } = out
  return {
    text: String.fromCharCode(...scratch.units.subarray(0, length)),
    starts: scratch.starts.slice(0, length),
    ends: scratch.ends.slice(0, length),
    elongated,
    letters,
    capitals,
  }
}

/** Where reading stops, without cutting a pair of surrogates. */
function readable(text: string): number {
  if (text.length <= READ_CHARS) return text.length
  const last = text.charCodeAt(READ_CHARS - 1)
  return last >= 0xd800 && last < 0xdc00 ? READ_CHARS - 1 : READ_CHARS
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

function cluster(out: Output, original: string, start: number, end: number): void {
  const { pieces, letter, capital } = shapeOf(original)
  if (letter) out.letters++
  if (capital) out.capitals++
  for (const char of pieces)
    if (char === ' ') space(out, start, end)
    else push(out, char, start, end)
}

const BLANK = 32

function space(out: Output, start: number, end: number): void {
  if (out.length > 0 && scratch.units[out.length - 1] !== BLANK) unit(out, BLANK, start, end)
}

function push(out: Output, char: string, start: number, end: number): void {
  const { length } = out
  const code = char.charCodeAt(0)
  const again = length > 1 && char.length === 1 && scratch.units[length - 1] === code
  if (again && scratch.units[length - 2] === code && isLetter(char, code)) {
    out.elongated = true
    scratch.ends[length - 1] = end
    return
  }
  for (let at = 0; at < char.length; at++) unit(out, char.charCodeAt(at), start, end)
}

function unit(out: Output, code: number, start: number, end: number): void {
  scratch.units[out.length] = code
  scratch.starts[out.length] = start
  scratch.ends[out.length++] = end
}
