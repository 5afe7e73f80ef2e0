/** A language's words, as `locales/<lang>.yaml` has them: a text, or one a plural form. */
export type Pack = Record<string, string | Record<string, string>>

/** Says a text of the widget's own in the customer's language; `{name}` is replaced, `{count}` chooses the plural. */
export type Say = (key: string, values?: Record<string, string | number>) => string

const RTL_SCRIPTS = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg']

/** `rtl` where the language's script runs from right to left. */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  const script = new Intl.Locale(lang).maximize().script ?? ''
  return RTL_SCRIPTS.includes(script) ? 'rtl' : 'ltr'
}

/** The language of dates: as it is written where the customer lives, when the browser speaks the same language. */
export function dateLanguage(lang: string, browserLang: string | undefined): string {
  const base = (tag: string | undefined) => tag?.split('-')[0]
  return !lang.includes('-') && browserLang !== undefined && base(browserLang) === lang ? browserLang : lang
}

/** The pack that serves a language best: `pt-BR`, else `pt`, else English. */
export function packFor(packs: Record<string, Pack>, lang: string): { lang: string; pack: Pack } {
  for (let tag = lang; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const pack = packs[tag]
    if (pack) return { lang: tag, pack }
  }
  return { lang: 'en', pack: packs.en ?? {} }
}

/** @param lang the pack's language, whose plural rules apply */
export function createSay(pack: Pack, lang: string): Say {
  const plural = new Intl.PluralRules(lang)
  return (key, values = {}) => {
    const entry = pack[key]
    const form =
      typeof entry === 'object' ? (entry[plural.select(Number(values.count))] ?? entry.other) : entry
    return (form ?? key).replace(/\{(\w+)\}/g, (source, name) => String(values[name] ?? source))
  }
}
