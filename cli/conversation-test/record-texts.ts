import type { Texts } from '../../locales/texts.ts'

/** Texts that remember what they said: a test names a text by its key, while the customer reads its words. */
export interface RecordedTexts {
  texts: Texts
  /** Keys whose words these are; else keys whose words stand within them. */
  keysOf(words: string): string[]
}

export function recordTexts(texts: Texts): RecordedTexts {
  const keysByWords = new Map<string, Set<string>>()
  return {
    texts: {
      ...texts,
      text(key, request) {
        const words = texts.text(key, request)
        if (words) keysByWords.set(words, (keysByWords.get(words) ?? new Set()).add(key))
        return words
      },
    },
    keysOf(words) {
      const exact = keysByWords.get(words)
      if (exact) return [...exact]
      return [...keysByWords].flatMap(([part, keys]) => (words.includes(part) ? [...keys] : []))
    },
  }
}
