import { cultureOf, culturePackTexts } from '../locales/culture.ts'

/** The texts of the packs that these languages use. */
export async function packsOf(languages: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = await culturePackTexts()
  const used = new Map<string, string>()
  for (const tag of texts.keys())
    if (languages.some(language => cultureOf(texts, language) === texts.get(tag)))
      used.set(tag, texts.get(tag) ?? '')
  return used
}
