import { baseOf } from '../locales/language-tag.ts'

/** Gives a word its stem: `canceled`, `cancelling` → `cancel`. The word comes lower case, without accents. */
export type Stemmer = (word: string) => string

/** A culture pack's `stem`: one of natural's stemmers, or suffixes to be cut off. */
export interface StemRule {
  natural?: NaturalStemmer | undefined
  /** Cut off before the suffixes, by the same rule: وال, لل, ب. */
  prefixes?: readonly string[] | undefined
  /** The longest that fits is cut off, as long as `keep` letters stay. */
  suffixes?: readonly string[] | undefined
  keep?: number | undefined
}

const NATURAL = {
  porter: () => import('natural/lib/natural/stemmers/porter_stemmer.js'),
  de: () => import('natural/lib/natural/stemmers/porter_stemmer_de.js'),
  es: () => import('natural/lib/natural/stemmers/porter_stemmer_es.js'),
  fr: () => import('natural/lib/natural/stemmers/porter_stemmer_fr.js'),
  it: () => import('natural/lib/natural/stemmers/porter_stemmer_it.js'),
  nl: () => import('natural/lib/natural/stemmers/porter_stemmer_nl.js'),
  no: () => import('natural/lib/natural/stemmers/porter_stemmer_no.js'),
  pt: () => import('natural/lib/natural/stemmers/porter_stemmer_pt.js'),
  ru: () => import('natural/lib/natural/stemmers/porter_stemmer_ru.js'),
  sv: () => import('natural/lib/natural/stemmers/porter_stemmer_sv.js'),
  uk: () => import('natural/lib/natural/stemmers/porter_stemmer_uk.js'),
}

export type NaturalStemmer = keyof typeof NATURAL

/** Snowball's stemmers for languages that natural lacks, by the base of their tag; for packs without a rule, and for bots in a language without a pack. */
const SNOWBALL: Readonly<Record<string, () => Promise<{ stemmer: Stemmer }>>> = {
  ar: () => import('@orama/stemmers/arabic'),
  bg: () => import('@orama/stemmers/bulgarian'),
  da: () => import('@orama/stemmers/danish'),
  el: () => import('@orama/stemmers/greek'),
  fi: () => import('@orama/stemmers/finnish'),
  hu: () => import('@orama/stemmers/hungarian'),
  id: () => import('@orama/stemmers/indonesian'),
  lt: () => import('@orama/stemmers/lithuanian'),
  ro: () => import('@orama/stemmers/romanian'),
  ru: () => import('@orama/stemmers/russian'),
  sr: () => import('@orama/stemmers/serbian'),
  sv: () => import('@orama/stemmers/swedish'),
  tr: () => import('@orama/stemmers/turkish'),
  uk: () => import('@orama/stemmers/ukrainian'),
}

/** So many stems are remembered; a shop's customers use a few thousand words. */
const REMEMBERED = 20_000

/** Loads a stemmer, one file at most. Without a rule it is Snowball's, or words stay as they are. Never throws while stemming. */
export async function loadStemmer(rule: StemRule | undefined, language = ''): Promise<Stemmer> {
  if (rule?.natural) {
    const { default: stemmer } = await NATURAL[rule.natural]()
    return remember(ofWords(word => stemmer.stem(word)))
  }
  if (!rule?.suffixes && !rule?.prefixes) {
    const snowball = await SNOWBALL[baseOf(language)]?.()
    return snowball ? remember(ofWords(snowball.stemmer)) : word => word
  }
  const keep = rule.keep ?? 3
  const withoutPrefix = prefixStripper(rule.prefixes ?? [], keep)
  const withoutSuffix = suffixStripper(rule.suffixes ?? [], keep)
  return remember(word => withoutSuffix(withoutPrefix(word)))
}

/** Stemmers are made for words: what is too short or too long for one stays as it is. */
const ofWords =
  (stem: Stemmer): Stemmer =>
  word =>
    word.length < 3 || word.length > 40 ? word : stem(word) || word

function prefixStripper(prefixes: readonly string[], keep: number): Stemmer {
  const known = new Set(prefixes)
  const longest = Math.max(0, ...prefixes.map(prefix => prefix.length))
  return word => {
    for (let length = Math.min(longest, word.length - keep); length > 0; length--)
      if (known.has(word.slice(0, length))) return word.slice(length)
    return word
  }
}

function suffixStripper(suffixes: readonly string[], keep: number): Stemmer {
  const known = new Set(suffixes)
  const longest = Math.max(0, ...suffixes.map(suffix => suffix.length))
  return word => {
    for (let length = Math.min(longest, word.length - keep); length > 0; length--)
      if (known.has(word.slice(-length))) return word.slice(0, -length)
    return word
  }
}

function remember(stem: Stemmer): Stemmer {
  const stems = new Map<string, string>()
  return word => {
    const known = stems.get(word)
    if (known !== undefined) return known
    if (stems.size >= REMEMBERED) stems.clear()
    const found = stem(word)
    stems.set(word, found)
    return found
  }
}
