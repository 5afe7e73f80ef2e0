import { type Bin, calibrationError, reliability } from '../../intents/measures.ts'
import type { TrainingSource } from '../../intents/understander.ts'
import { OUT_OF_SCOPE } from '../../protocol/understanding.ts'
import type { Held } from './cross-validate.ts'

/** How well one intent of one language is recognised among the others. Shares from 0 to 1. */
export interface IntentFigures {
  intent: string
  phrases: number
  /** Of its own phrases: the first guess is this intent. */
  recall: number
  /** Of the phrases that were taken for it: they are its own. 1 when none were. */
  precision: number
}

/** Phrases of one intent that were taken for another. */
export interface Confusion {
  language: string
  intent: string
  taken: string
  /** The surest mistakes first. */
  phrases: readonly string[]
}

export interface LanguageFigures {
  language: string
  phrases: number
  /** Share of the phrases whose first guess was right. */
  accuracy: number
  /** Share that was taken for something else at the confidence at which the bot acts. */
  wrongAndSure: number
  /** Expected calibration error. */
  calibrationError: number
  reliability: readonly Bin[]
  /** The weakest first. */
  intents: readonly IntentFigures[]
}

export interface TrainingReport {
  bot: string
  languages: readonly LanguageFigures[]
  /** The commonest first, over all languages. */
  confusions: readonly Confusion[]
  /** The ten weakest intents of all languages. */
  weakest: readonly (IntentFigures & { language: string })[]
  /** What to add, as sentences; the most useful first. */
  advice: readonly string[]
}

const WEAKEST = 10
/** With fewer phrases an intent's figures are chance, and its words a few. */
const FEW_PHRASES = 10

/** Sums up a cross-validation. `accept`: the confidence at which the bot acts. */
export function reportOf(
  bot: string,
  source: TrainingSource,
  held: readonly Held[],
  accept: number,
): TrainingReport {
  const byLanguage = Map.groupBy(held, ({ language }) => language)
  const languages = source.languages.map(language =>
    figuresOf(language, source, byLanguage.get(language) ?? [], accept),
  )
  const confusions = confusionsOf(held)
  const weakest = languages
    .flatMap(({ language, intents }) => intents.map(figures => ({ language, ...figures })))
    .sort((a, b) => a.recall - b.recall || b.phrases - a.phrases)
    .slice(0, WEAKEST)
  return { bot, languages, confusions, weakest, advice: adviceOf(languages, confusions, weakest) }
}

function figuresOf(
  language: string,
  { examples }: TrainingSource,
  held: readonly Held[],
  accept: number,
): LanguageFigures {
  const trials = held.map(({ intent, guess, confidence }) => ({
    score: confidence,
    right: guess === intent,
    outOfScope: false,
  }))
  const known = (examples[language] ?? []).filter(({ intent }) => intent !== OUT_OF_SCOPE)
  const intents = known.map(({ intent, phrases }): IntentFigures => {
    const own = held.filter(each => each.intent === intent)
    const taken = held.filter(({ guess }) => guess === intent)
    return {
      intent,
      phrases: phrases.length,
      recall: share(own, ({ guess }) => guess === intent),
      precision: taken.length === 0 ? 1 : share(taken, each => each.intent === intent),
    }
  })
  return {
    language,
    phrases: known.reduce((sum, { phrases }) => sum + phrases.length, 0),
    accuracy: share(held, ({ guess, intent }) => guess === intent),
    wrongAndSure: share(held, ({ guess, intent, confidence }) => guess !== intent && confidence >= accept),
    calibrationError: calibrationError(trials),
    reliability: reliability(trials, 10),
    intents: intents.sort((a, b) => a.recall - b.recall || a.intent.localeCompare(b.intent)),
  }
}

const share = <T>(all: readonly T[], good: (each: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(good).length / all.length

function confusionsOf(held: readonly Held[]): Confusion[] {
  const wrong = held.filter(({ intent, guess }) => guess !== intent && guess !== OUT_OF_SCOPE)
  return [...Map.groupBy(wrong, ({ language, intent, guess }) => `${language} ${intent} ${guess}`).values()]
    .map((mistakes): Confusion => {
      const [{ language, intent, guess }] = mistakes as [Held]
      const surest = mistakes.toSorted((a, b) => b.confidence - a.confidence)
      return { language, intent, taken: guess, phrases: surest.map(({ phrase }) => phrase) }
    })
    .sort((a, b) => b.phrases.length - a.phrases.length || a.intent.localeCompare(b.intent))
}

function adviceOf(
  languages: readonly LanguageFigures[],
  confusions: readonly Confusion[],
  weakest: TrainingReport['weakest'],
): string[] {
  const few = languages.flatMap(({ language, intents }) =>
    intents
      .filter(({ phrases }) => phrases < FEW_PHRASES)
      .map(
        ({ intent, phrases }) =>
          `${language}: ${intent} has ${phrases === 1 ? 'one phrase' : `${phrases} phrases`}; write at least ${FEW_PHRASES}, with other words each.`,
      ),
  )
  const pairs = confusions
    .filter(({ phrases }) => phrases.length >= 3)
    .slice(0, WEAKEST)
    .map(
      ({ language, intent, taken, phrases }) =>
        `${language}: ${phrases.length} phrases of ${intent} read like ${taken}, as "${phrases[0]}". Write more phrases of ${intent} like these, put them under "not:" of ${taken}, or make one intent of the two.`,
    )
  const lonely = weakest
    .filter(({ recall, phrases }) => recall < 0.5 && phrases >= FEW_PHRASES)
    .map(
      ({ language, intent, recall }) =>
        `${language}: only ${percent(recall)} of the phrases of ${intent} are recognised by the others: each says something of its own. Write more that share their words.`,
    )
  return [...few, ...pairs, ...lonely]
}

export const percent = (value: number): string => `${Math.round(value * 100)} %`
