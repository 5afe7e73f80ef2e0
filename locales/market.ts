import { z } from 'zod'

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** True for an ISO 4217 code that Intl can write. */
export const isCurrency = (code: string): boolean => currencies.has(code)

/** True for an IANA time zone, its older names included. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** True for a BCP 47 tag in its usual writing: `es`, `pt-BR`, `zh-Hant`. */
export function isLanguageTag(tag: string): boolean {
  try {
    return /^[a-z]{2,3}(-|$)/.test(tag) && Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}

export const languageSchema = z
  .string()
  .refine(isLanguageTag, { error: 'must be a language such as en, es or pt-BR' })
  .meta({ description: 'A language (BCP 47): en, es, pt-BR' })

/** What a customer from a country may expect; the key in `markets` is the country (ISO 3166-1 alpha-2). */
export const marketSchema = z
  .strictObject({
    language: languageSchema,
    currency: z
      .string()
      .refine(isCurrency, { error: 'must be a currency (ISO 4217) such as EUR, RON or GBP' })
      .meta({ description: 'ISO 4217: EUR' }),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'must be a time zone such as Europe/Madrid' })
      .meta({ description: 'IANA: Europe/Madrid' }),
    register: z
      .enum(['formal', 'informal'])
      .exactOptional()
      .meta({ description: 'How customers are addressed' }),
  })
  .meta({ description: 'What customers from a country may expect' })
