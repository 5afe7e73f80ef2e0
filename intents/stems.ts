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

/** So many stems are remembered; a shop's customers use a few thousand words. */
const REMEMBERED = 20_000

/** Loads a stemmer, one file of `natural` at most. Without a rule words stay as they are. Never throws while stemming. */
export async function loadStemmer(rule: StemRule | undefined): Promise<Stemmer> {
  if (rule?.natural) {
    const { default: stemmer } = await NATURAL[rule.natural]()
    return remember(word => (word.length < 3 || word.length > 40 ? word : stemmer.stem(word) || word))
  }
  if (!rule?.suffixes && !rule?.prefixes) return word => word
  const keep = rule.keep ?? 3
  const withoutPrefix = prefixStripper(rule.prefixes ?? [], keep)
  const withoutSuffix = suffixStripper(rule.suffixes ?? [], keep)
  return remember(word => withoutSuffix(withoutPrefix(word)))
}

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
