import { type Culture, cultureOf } from '../locales/culture.ts'
import { compileLexicon, type Lexicon } from './lexicon.ts'
import { loadStemmer, type Stemmer } from './stems.ts'

/** What reading a language needs beside a model. */
export interface Tongue {
  readonly language: string
  /** Undefined without a culture pack: the bot's own phrases must do. */
  readonly lexicon: Lexicon | undefined
  readonly stem: Stemmer
}

/** Makes a language ready for reading; `es-MX` takes the pack of `es`. */
export async function tongueOf(language: string, cultures: ReadonlyMap<string, Culture>): Promise<Tongue> {
  const culture = cultureOf(cultures, language)
  return {
    language,
    lexicon: culture && compileLexicon(culture),
    stem: await loadStemmer(culture?.stem, language),
  }
}
