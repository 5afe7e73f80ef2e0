/**
 * Meta's names of locales by the language that a bot speaks. A language that is missing reads the default.
 * @see https://developers.facebook.com/docs/messenger-platform/messenger-profile/supported-locales (read 2026-11)
 */
const LOCALES: Readonly<Record<string, readonly string[]>> = {
  ar: ['ar_AR'],
  bg: ['bg_BG'],
  ca: ['ca_ES'],
  cs: ['cs_CZ'],
  da: ['da_DK'],
  de: ['de_DE'],
  el: ['el_GR'],
  en: ['en_US', 'en_GB'],
  es: ['es_ES', 'es_LA', 'es_MX', 'es_CO', 'es_CL'],
  et: ['et_EE'],
  fi: ['fi_FI'],
  fr: ['fr_FR', 'fr_CA'],
  he: ['he_IL'],
  hi: ['hi_IN'],
  hr: ['hr_HR'],
  hu: ['hu_HU'],
  id: ['id_ID'],
  it: ['it_IT'],
  ja: ['ja_JP'],
  ko: ['ko_KR'],
  lt: ['lt_LT'],
  lv: ['lv_LV'],
  nb: ['nb_NO'],
  nl: ['nl_NL', 'nl_BE'],
  pl: ['pl_PL'],
  pt: ['pt_PT', 'pt_BR'],
  ro: ['ro_RO'],
  ru: ['ru_RU'],
  sk: ['sk_SK'],
  sl: ['sl_SI'],
  sr: ['sr_RS'],
  sv: ['sv_SE'],
  th: ['th_TH'],
  tr: ['tr_TR'],
  uk: ['uk_UA'],
  vi: ['vi_VN'],
  zh: ['zh_CN', 'zh_HK', 'zh_TW'],
}

/** A region of Meta's own: Latin America. */
const REGIONS: Readonly<Record<string, string>> = { es_LA: 'es-419' }

/** Each of Meta's locales that the bot speaks, once, with the language whose words stand there: with its region, since a bot may word a key for that alone. */
export function metaLocales(languages: readonly string[]): { locale: string; language: string }[] {
  const known = new Set(languages)
  const bases = new Set(languages.map(language => language.split('-')[0] as string))
  return [...bases].flatMap(base =>
    (LOCALES[base] ?? []).flatMap(locale => {
      const language = REGIONS[locale] ?? locale.replace('_', '-')
      return known.has(base) || known.has(language) ? [{ locale, language }] : []
    }),
  )
}
