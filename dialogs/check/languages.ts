import { familyOf } from '../../locales/key-family.ts'
import { withParents } from '../../locales/language-tag.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { Check, CheckInput } from './check.ts'
import { familiesIn } from './text-keys.ts'

/** Every language has the texts of the default one: a customer never reads half of an answer in another language. */
export const languages: Check = input => {
  const [main, ...others] = input.readable
  const texts = input.texts.get(main ?? '')
  if (main === undefined || !texts) return []
  const families = new Set([...texts.keys()].map(key => familyOf(key, texts)))
  return others.flatMap(language => {
    const known = familiesIn(input, language)
    return [...families].filter(key => !known.has(key)).map(key => missing(input, main, language, key))
  })
}

/** Told in the file where the translator should write it, near its group. */
function missing(input: CheckInput, main: string, language: string, key: string): Fault {
  const texts = input.texts.get(main)
  const isFaq =
    key.startsWith('faq.') && input.faqs.get(main)?.some(({ entry }) => `faq.${entry.key}` === key)
  const yaml = withParents(language)
    .map(tag => input.textFiles.get(tag))
    .find(file => file !== undefined)
  const form = [...(texts?.keys() ?? [])].find(
    full => texts && (full === key || familyOf(full, texts) === key),
  )
  const original = texts?.get(form ?? key)?.wording ?? ''
  const said = (typeof original === 'string' ? original : original[0])?.replace(/\s+/g, ' ') ?? ''
  const quote = said === '' ? '' : `; ${main} says "${said.length > 60 ? `${said.slice(0, 60)}…` : said}"`
  const message = isFaq
    ? `the question "${key.slice(4)}" is missing in faq/${language}.yaml${quote}`
    : `the text "${key}" is missing in ${language}${quote}`
  const place =
    isFaq || !yaml
      ? { file: input.botYaml.file, ...input.botYaml.at(['languages']) }
      : { file: yaml.file, ...yaml.at(key.split('.')) }
  return { ...place, message, severity: 'error' }
}
