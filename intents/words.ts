/** One word, number or emoji of a normalised text. */
export interface Word {
  /** As it stands in the normalised text. */
  readonly text: string
  /** Without accents: what most things compare. */
  readonly plain: string
  /** Offsets in the normalised text. */
  readonly start: number
  readonly end: number
  readonly kind: 'word' | 'number' | 'emoji'
  /** A comma, full stop or other mark stands between the word before and this one. */
  readonly fresh: boolean
}

/** Scripts written without spaces: each letter is a word of its own. Letters and pairs matched better than dictionary words (ja 94.8 to 92.8, zh 91.6 to 91.2). */
export const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const UNSPACED_LETTER = new RegExp(`^[${UNSPACED}]`, 'u')

/** True of a letter of a script that is written without spaces, which `wordsOf` gives as a word of its own. */
export const isUnspaced = (word: string): boolean => UNSPACED_LETTER.test(word)

const TOKEN = new RegExp(
  String.raw`(?<number>\p{N}+)|(?<letter>[${UNSPACED}]\p{M}*)|(?<word>(?:(?![${UNSPACED}])\p{L}\p{M}*)+)|(?<emoji>\p{Extended_Pictographic}|\p{Regional_Indicator})|(?<mark>[.,;:!?…\n¿¡。、！？،؛؟()"|/-])`,
  'gu',
)
const ASCII_WORD = /[a-z]+|[0-9]+|[.,;:!?()"|/-]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the test for ASCII
const ASCII = /^[\x00-\x7f]*$/

/** So many words of a text are read: a long letter. The rest changes nothing but the time it takes; numbers are found beyond them too. */
const MOST_WORDS = 200

/** Words of a text as `normalise` gives it. Apostrophes part words; letters and digits that touch are two words. */
export function wordsOf(text: string): Word[] {
  return ASCII.test(text) ? asciiWords(text) : anyWords(text)
}

function asciiWords(text: string): Word[] {
  const words: Word[] = []
  let fresh = true
  ASCII_WORD.lastIndex = 0
  for (let match = ASCII_WORD.exec(text); match && words.length < MOST_WORDS; match = ASCII_WORD.exec(text)) {
    const token = match[0]
    const code = token.charCodeAt(0)
    const letter = code >= 97 && code <= 122
    if (letter || (code >= 48 && code <= 57)) {
      const kind = letter ? 'word' : 'number'
      words.push({
        text: token,
        plain: token,
        start: match.index,
        end: match.index + token.length,
        kind,
        fresh,
      })
      fresh = false
    } else if (!inner(text, match.index)) fresh = true
  }
  return words
}

function anyWords(text: string): Word[] {
  const words: Word[] = []
  let fresh = true
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0]
    if (words.length === MOST_WORDS) break
    const { number, emoji, mark } = match.groups ?? {}
    if (mark !== undefined) {
      if (!inner(text, match.index)) fresh = true
      continue
    }
    const kind = number !== undefined ? 'number' : emoji !== undefined ? 'emoji' : 'word'
    words.push({
      text: token,
      plain: plainOf(token),
      start: match.index,
      end: match.index + token.length,
      kind,
      fresh,
    })
    fresh = false
  }
  return words
}

/** A Japanese or Chinese word has about so many letters. */
const LETTERS_A_WORD = 2.5

/** How much is said, in words of a script with spaces: five letters of Japanese are about two. */
export function lengthOf(words: readonly Word[]): number {
  let letters = 0
  for (const word of words) if (word.text.charCodeAt(0) >= 0xe00 && isUnspaced(word.text)) letters++
  return words.length - letters + letters / LETTERS_A_WORD
}

/** A hyphen, slash or dot between two letters or digits parts no clause: `e-mail`, `10-432`, `3.50`. */
const inner = (text: string, at: number): boolean =>
  '-/.,:'.includes(text[at] ?? '') && INSIDE.test(text[at + 1] ?? '') && INSIDE.test(text[at - 1] ?? '')

/** Chinese puts no space after a comma. */
const INSIDE = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{N}]`, 'u')

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
  // Arabic is typed with and without these differences; Persian keyboards have letters of their own for the same. The tatweel only widens a word.
  ة: 'ه',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ٱ: 'ا',
  ـ: '',
}

/** Without accents where a letter and its accent can be parted (Latin, Greek, Cyrillic, Arabic vowel marks and hamzas). */
export function plainOf(word: string): string {
  if (ASCII.test(word)) return word
  const plain = word
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, '')
    .replace(/[ßøłđıæœðþةىیکٱـ]/g, letter => LETTERS[letter] ?? letter)
    .normalize('NFC')
  return plain || word
}
