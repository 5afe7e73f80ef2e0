import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { settings } from '../settings/settings.ts'

/** The console's own languages, each by its own name. */
export const LANGUAGES = { en: 'English', es: 'Español', ro: 'Română' } as const
export type Language = keyof typeof LANGUAGES

const TEXTS: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import('../locales/en.yaml'),
  es: () => import('../locales/es.yaml'),
  ro: () => import('../locales/ro.yaml'),
}

const isLanguage = (name: string): name is Language => Object.hasOwn(TEXTS, name)

/** Chosen before, else the first of the browser's that we have, else English. */
function wanted(): Language {
  const asked = [settings().language, ...navigator.languages].map(tag => (tag ?? '').split('-')[0] ?? '')
  return asked.find(isLanguage) ?? 'en'
}

/** Loads the one language that is shown. */
export async function startLanguages(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .init({ fallbackLng: 'en', resources: {}, interpolation: { escapeValue: false } })
  await showLanguage(wanted())
}

/** Speaks another language from here on. */
export async function showLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const texts = await TEXTS[language]()
    i18next.addResourceBundle(language, 'translation', texts.default)
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
