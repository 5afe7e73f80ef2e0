import type { Opened } from '../reading.ts'
import type { Hints } from '../understander.ts'
import { mixtureOf } from './mixture.ts'
import type { OwnTable } from './own-table.ts'
import { placeOfConversation, priorOf } from './prior.ts'
import { createScores } from './scores.ts'
import { spokenWords } from './spoken-words.ts'
import type { LanguageTable } from './table.ts'
import { type Seen, writingIn } from './writing-in.ts'

/** What language a message is in. */
export interface LanguageGuess {
  /** One that the bot speaks, unless the text is clearly in another. */
  language: string
  /** From the text alone, 0 to 1: how sure; low when the text says nothing ("ok", "10432"). */
  confidence: number
  /** The language that the bot speaks and that comes nearest: to read the message by. */
  nearest: string
  /** All that are spoken in it, when there are several. */
  languages?: string[]
}

export type DetectLanguage = (message: Opened, hints: Hints) => LanguageGuess

/** A language that the bot does not speak must be ahead by so many nats of all that it does, and by half of what the conversation says. */
const AHEAD = 4
/** And there must be so much text: a word or two are a name, or a loan word. */
const LEAST_LETTERS = 10
const LEAST_WORDS = 3
/** So sure must the text alone be to leave the conversation's language: "danke" is a word of thanks in many. */
const CHANGES = 0.7
/** A text in letters of its own names its language by itself. */
const BY_LETTERS = 0.95

/**
 * Tells languages apart: by letters where that is enough, else by groups of letters, weighed against the conversation so far. A text that says nothing leaves the
 * conversation's language; a clear one changes it at once.
 */
export function languageDetector(
  table: LanguageTable,
  own: OwnTable,
  spoken: readonly string[],
): DetectLanguage {
  const scores = createScores(table, own, spoken)
  const fallback = spoken[0] ?? 'en'
  return (message, hints) => {
    const prior = priorOf(spoken, hints)
    const seen = writingIn(spokenWords(message))
    if (seen === undefined) {
      const language = spoken[indexOfMost(prior)] ?? fallback
      return { language, confidence: 0, nearest: language }
    }
    const { part, foreign, certain } = scores.read(seen)
    const whole = part(0, seen.words.length)
    const likeliest = indexOfMost(prior.map((value, at) => value + (whole.spoken[at] ?? 0)))
    const before = placeOfConversation(spoken, hints)
    const stays = before >= 0 && (whole.probabilities[likeliest] ?? 0) < CHANGES
    const place = stays ? before : likeliest
    const nearest = spoken[place] ?? fallback
    const { other } = whole
    if (other !== undefined && foreign) return { language: other.language, confidence: BY_LETTERS, nearest }
    const languages = mixtureOf(seen.words, (from, to) => {
      const { spoken: values, probabilities } = part(from, to)
      const best = indexOfMost(values)
      return { language: spoken[best] ?? fallback, probability: probabilities[best] ?? 0 }
    })
    const ahead = AHEAD + (prior[place] ?? 0) / 2
    // Halves in two languages of the bot look, taken together, most like a third.
    if (!languages && other !== undefined && certain && other.ahead > ahead && isEnough(seen))
      return { language: other.language, confidence: other.probability, nearest }
    const confidence = whole.probabilities[place] ?? 0
    return { language: nearest, confidence, nearest, ...(languages && { languages }) }
  }
}

const isEnough = ({ words, letters }: Seen): boolean =>
  letters >= LEAST_LETTERS && words.length >= LEAST_WORDS

const indexOfMost = (values: readonly number[]): number =>
  values.reduce((most, value, at) => (value > (values[most] ?? Number.NEGATIVE_INFINITY) ? at : most), 0)
