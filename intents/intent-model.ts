import { OUT_OF_SCOPE } from '../protocol/understanding.ts'
import { type Columns, indexColumns } from './columns.ts'
import {
  borderFeatures,
  conceptFeatures,
  orderFeatures,
  stemHash,
  WORD_VIEW,
  wordFeatures,
} from './features.ts'
import { type KnownPhrases, phraseReader } from './known-phrases.ts'
import type { Stemmer } from './stems.ts'
import type { Terms } from './terms.ts'
import { addColumn, type Weights } from './weights.ts'

/** How raw scores become honest numbers. */
export interface Calibration {
  /** Of the first guess: log-odds of being right = `intercept + slope * acceptance`. */
  readonly intercept: number
  readonly slope: number
  /** Shares of all guesses: softmax over scores divided by this. */
  readonly temperature: number
}

/**
 * What is learnt of a bot's phrases in all of its languages; plain data, stored as it is. One model for all: what one language's phrases teach of
 * a concept the others know, and names and borrowed words are shared.
 */
export interface IntentModel {
  readonly intents: readonly string[]
  readonly columns: Columns
  readonly weights: Weights
  readonly calibration: Calibration
  readonly phrases: KnownPhrases
  /** Words of the phrases, with how often they stand there, by language. */
  readonly vocabularies: Readonly<Record<string, readonly (readonly [string, number])[]>>
}

export interface Scored {
  /** By number of the intent; valid until the next call. */
  scores: Float32Array
  /** Share of the message's words that the phrases know, 0 to 1. */
  coverage: number
}

/** A model ready to score terms of one language. Not reentrant: it reuses its arrays. */
export interface Scorer {
  readonly model: IntentModel
  score(terms: Terms): Scored
  /** The phrases have this word, or one of its stem. */
  knows(word: string): boolean
}

/** What one word adds wherever it stands. */
interface WordScores {
  readonly stem: number
  readonly known: boolean
  /** By number of the intent: to the view of words, then to that of letters. */
  readonly scores: Float32Array
  /** Lengths squared of what it adds to each view. */
  readonly wordSquare: number
  readonly letterSquare: number
}

/** Adds a feature to the scores from `at` on; gives the square of what it counts for. */
type AddFeature = (hash: number, weight: number, scores: Float32Array, at: number) => number

/** So many numbers are remembered for words met before: 8 MB. */
const REMEMBERED = 2_000_000

/** Makes a model ready: for each language, by its stemmer, a scorer. A message is the sum of its words, so what a word adds is remembered. */
export function scorers(model: IntentModel, stemmers: ReadonlyMap<string, Stemmer>): Map<string, Scorer> {
  const columns = indexColumns(model.columns)
  const { weights, intents } = model
  const add: AddFeature = (hash, weight, scores, at) => {
    const column = columns.find(hash)
    // What no training message has still lengthens the view: a message that is half unknown scores half as high.
    const value = weight * (column < 0 ? columns.unknownIdf : columns.idf[column]!)
    if (column >= 0) addColumn(weights, column, value, scores, at)
    return value * value
  }
  const scoresOf = (word: string, stem: Stemmer): WordScores => {
    const hash = stemHash(stem(word))
    const scores = new Float32Array(2 * intents.length)
    let wordSquare = 0
    let letterSquare = 0
    wordFeatures(word, hash, (feature, view, weight) => {
      if (view === WORD_VIEW) wordSquare += add(feature, weight, scores, 0)
      else letterSquare += add(feature, weight, scores, intents.length)
    })
    return { stem: hash, known: columns.find(hash) >= 0, scores, wordSquare, letterSquare }
  }
  const most = Math.ceil(REMEMBERED / (2 * intents.length * Math.max(1, stemmers.size)))
  const readPhrase = phraseReader(model.phrases)
  const scorerOf = (language: string, stem: Stemmer): Scorer => {
    const remembered = new Map<string, WordScores>()
    const get = (word: string): WordScores => {
      let found = remembered.get(word)
      if (found === undefined) {
        found = scoresOf(word, stem)
        if (remembered.size >= most) remembered.clear()
        remembered.set(word, found)
      }
      return found
    }
    const sum = sumOf(model, get, add)
    return {
      model,
      knows: word => columns.find(stemHash(stem(word))) >= 0,
      score(terms) {
        const scored = sum(terms)
        readPhrase(language, terms.words, scored.scores)
        return scored
      },
    }
  }
  return new Map(Array.from(stemmers, ([language, stem]) => [language, scorerOf(language, stem)]))
}

function sumOf(
  { intents, weights }: IntentModel,
  scoresOf: (word: string) => WordScores,
  add: AddFeature,
): Scorer['score'] {
  const { length } = intents
  const scores = new Float32Array(length)
  const views = new Float32Array(2 * length)
  return ({ words, concepts }) => {
    views.fill(0)
    let wordSquare = 0
    let letterSquare = 0
    let known = 0
    const stems: number[] = []
    for (const word of words) {
      const found = scoresOf(word)
      stems.push(found.stem)
      if (found.known) known++
      wordSquare += found.wordSquare
      letterSquare += found.letterSquare
      for (let each = 0; each < views.length; each++) views[each]! += found.scores[each]!
    }
    const together = (hash: number, _view: number, weight: number): void => {
      wordSquare += add(hash, weight, views, 0)
    }
    orderFeatures(stems, together)
    borderFeatures(words, (hash, _view, weight) => {
      letterSquare += add(hash, weight, views, length)
    })
    conceptFeatures(concepts, together)
    const wordShare = 1 / Math.sqrt(wordSquare || 1)
    const letterShare = 1 / Math.sqrt(letterSquare || 1)
    for (let each = 0; each < scores.length; each++)
      scores[each] = weights.bias[each]! + views[each]! * wordShare + views[length + each]! * letterShare
    return { scores, coverage: words.length === 0 ? 0 : known / words.length }
  }
}

/** The number of what is none of the bot's intents, where that was learnt too: the last; else -1. */
export const outsideOf = (intents: readonly string[]): number =>
  intents.at(-1) === OUT_OF_SCOPE ? intents.length - 1 : -1

/** The intent that scores best, the first of equals; `outside` is none. */
export function bestOf(scores: Float32Array, outside = -1): number {
  let best = 0
  for (let each = 1; each < scores.length; each++)
    if (each !== outside && scores[each]! > scores[best]!) best = each
  return best
}

/** How much more it counts to be ahead of what is out of scope, and the most that it can. Area under ROC on CLINC150's validation part: 0.976 to 0.978. */
const APART = 0.4
const MOST_APART = 1.5

/**
 * How much speaks for the best class: its score, the share of known words, how far the second is behind, and how far what is out of scope. All but the third tell what
 * is out of scope, that one what is read wrongly; weights measured on CLINC150 and the reference bot.
 */
export function acceptance(scores: Float32Array, best: number, coverage: number, outside = -1): number {
  let second = -1
  for (let each = 0; each < scores.length; each++)
    if (each !== best && each !== outside && scores[each]! > second) second = scores[each]!
  const ahead = Math.max(0, Math.min(1, scores[best]! - second))
  const apart =
    outside < 0 ? 0 : Math.max(-MOST_APART, Math.min(MOST_APART, scores[best]! - scores[outside]!))
  return scores[best]! + 0.35 * coverage + 0.4 * ahead + APART * apart
}

/** Shares of the intents, 1 together, and of what is out of scope none. Written into `out`. */
export function softmax(
  scores: Float32Array,
  temperature: number,
  out: Float32Array,
  outside = -1,
): Float32Array {
  const largest = scores[bestOf(scores, outside)]!
  let sum = 0
  for (let each = 0; each < scores.length; each++) {
    const value = each === outside ? 0 : Math.exp((scores[each]! - largest) / temperature)
    out[each] = value
    sum += value
  }
  for (let each = 0; each < out.length; each++) out[each]! /= sum
  return out
}

/** How likely a first guess of this acceptance is right. */
export const trusted = (accept: number, { intercept, slope }: Calibration): number =>
  1 / (1 + Math.exp(-intercept - slope * accept))
