import { setImmediate } from 'node:timers/promises'
import { readPhrase } from '../../intents/phrases.ts'
import { trainUnderstander } from '../../intents/train.ts'
import type { IntentExamples, TrainingSource } from '../../intents/understander.ts'
import { OUT_OF_SCOPE } from '../../protocol/understanding.ts'

/** One of the bot's own phrases, as a model that was trained without it understood it. */
export interface Held {
  language: string
  intent: string
  phrase: string
  /** The first guess, right or wrong; `oos` when there was none. */
  guess: string
  /** Of the first guess, 0 to 1. */
  confidence: number
}

export const FOLDS = 5

/**
 * Each phrase is understood by a model that was trained on the others, of all languages: `FOLDS` trainings. Phrases that stand alone in their intent are not
 * held out. Deterministic.
 */
export async function crossValidate(
  source: TrainingSource,
  onFold: (fold: number) => void = () => {},
): Promise<Held[]> {
  const held: Held[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    onFold(fold)
    held.push(...(await heldOut(source, fold)))
    await setImmediate()
  }
  return held
}

async function heldOut(source: TrainingSource, fold: number): Promise<Held[]> {
  const isOut = (index: number, count: number) => count > 1 && index % FOLDS === fold
  const rest = ({ phrases, ...example }: IntentExamples): IntentExamples => ({
    ...example,
    phrases: phrases.filter((_, index) => !isOut(index, phrases.length)),
  })
  const examples = Object.entries(source.examples)
  const understander = await trainUnderstander({
    ...source,
    examples: Object.fromEntries(examples.map(([language, all]) => [language, all.map(rest)])),
  })
  const understood = (language: string, intent: string, phrase: string): Held => {
    const { text } = readPhrase(phrase)
    const [first] = understander.understand(text, { language }).alternatives
    return {
      language,
      intent,
      phrase: text,
      guess: first?.intent ?? OUT_OF_SCOPE,
      confidence: first?.confidence ?? 0,
    }
  }
  return examples.flatMap(([language, all]) =>
    all
      .filter(({ intent }) => intent !== OUT_OF_SCOPE)
      .flatMap(({ intent, phrases }) =>
        phrases
          .filter((_, index) => isOut(index, phrases.length))
          .map(phrase => understood(language, intent, phrase)),
      ),
  )
}
