import { normalise } from '../intents/normalise.ts'
import { isUnspaced, wordsOf } from '../intents/words.ts'
import type { Texts } from '../locales/texts.ts'

/*
 * Small words that steer a conversation ("forget it", "not", "say that again"). They are content, in `common.cues.*` of bots/common/locales, so that
 * a language brings its own: a list, one phrase after the other with `|` between.
 */
export type Cue =
  | 'cancel'
  | 'start_over'
  | 'repeat'
  | 'unknown'
  | 'correction'
  | 'not'
  | 'not_after'
  | 'filler'
  | 'grade'
  | 'formal'
  | 'informal'

/** Letters of Chinese, Japanese or Thai that say about as much as one word elsewhere. */
const LETTERS_OF_A_WORD = 2.5

/** How many words `plainWords` gave, or what letters written without spaces are worth. */
export function countWords(words: string): number {
  if (words === '') return 0
  const all = words.split(' ')
  const letters = all.filter(isUnspaced).length
  return all.length - letters + Math.ceil(letters / LETTERS_OF_A_WORD)
}

/** The text has a question mark of whatever script. */
export const isAsking = (text: string): boolean => /[?？؟]/.test(text)

/** Where one part of a sentence ends, in whatever script. */
export const MARK = /[,.;:!?、。，．；：！？،؛؟]/

const lists = new WeakMap<Texts, Map<string, readonly string[]>>()

/** A text as its bare words: no case, accents or marks. */
export const plainWords = (text: string): string =>
  wordsOf(normalise(text).text)
    .map(word => word.plain)
    .join(' ')

function phrases(texts: Texts, language: string, cue: Cue): readonly string[] {
  let known = lists.get(texts)
  if (known === undefined) {
    known = new Map()
    lists.set(texts, known)
  }
  const id = `${language}|${cue}`
  let list = known.get(id)
  if (list === undefined) {
    const written = texts.text(`common.cues.${cue}`, { language }) ?? ''
    list = written.split('|').flatMap(spellings)
    known.set(id, list)
  }
  return list
}

/** "I don't know" is typed without its apostrophe as often as with it. */
function spellings(phrase: string): string[] {
  const words = plainWords(phrase)
  const without = plainWords(phrase.replace(/['’]/g, ''))
  return [...new Set([words, without])].filter(Boolean)
}

/** The cue stands in the text as whole words. `words` is what `plainWords` gave. */
export const hasCue = (texts: Texts, language: string, cue: Cue, words: string): boolean =>
  words !== '' && phrases(texts, language, cue).some(phrase => hasWords(words, phrase))

function hasWords(words: string, phrase: string): boolean {
  for (let at = words.indexOf(phrase); at >= 0; at = words.indexOf(phrase, at + 1)) {
    const end = at + phrase.length
    if ((at === 0 || words[at - 1] === ' ') && (end === words.length || words[end] === ' ')) return true
  }
  return false
}

/** The cue is all that the text says, politeness aside: "ok, forget it please". */
export function isCue(texts: Texts, language: string, cue: Cue, words: string): boolean {
  if (words === '' || words.length > 80) return false
  const list = phrases(texts, language, cue)
  if (list.includes(words)) return true
  return list.includes(essence(words, phrases(texts, language, 'filler')))
}

/** Each word of the text stands in some phrase of these cues. */
export const hasOnly = (texts: Texts, language: string, cues: readonly Cue[], words: string): boolean =>
  words
    .split(' ')
    .every(word => cues.some(cue => phrases(texts, language, cue).some(phrase => hasWords(phrase, word))))

/** The cue ends the text: "not 1034" before the place where 1034 stood. */
export const endsWithCue = (texts: Texts, language: string, cue: Cue, words: string): boolean =>
  phrases(texts, language, cue).some(phrase => words === phrase || words.endsWith(` ${phrase}`))

/** The cue begins the text: "ではありません" after the place where 10432 stood. */
export const beginsWithCue = (texts: Texts, language: string, cue: Cue, words: string): boolean =>
  phrases(texts, language, cue).some(phrase => words === phrase || words.startsWith(`${phrase} `))

/** One message is held against many cues. */
function essence(words: string, fillers: readonly string[]): string {
  if (words !== last.words || fillers !== last.fillers) {
    last = { words, fillers, rest: withoutFillers(words, fillers) }
  }
  return last.rest
}

let last: { words: string; fillers: readonly string[]; rest: string } = { words: '', fillers: [], rest: '' }

function withoutFillers(words: string, fillers: readonly string[]): string {
  let rest = words
  for (let before = ''; before !== rest; ) {
    before = rest
    for (const filler of fillers) {
      if (rest.startsWith(`${filler} `)) rest = rest.slice(filler.length + 1)
      if (rest.endsWith(` ${filler}`)) rest = rest.slice(0, -filler.length - 1)
    }
  }
  return rest
}
