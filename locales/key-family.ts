/**
 * i18next's own suffixes, and ours for channels. The order in a key is fixed: `key`, `@channel`, `_register`, plural:
 * `shipped`, `shipped_formal`, `items_one`, `items_formal_other`, `shipped@email`, `shipped@email_formal`.
 */
const REGISTER = /_(?:formal|informal)$/
const PLURAL = /_(?:ordinal_)?(?:zero|one|two|few|many|other)$/
const CHANNEL = /@[a-z][a-z0-9-]*$/

/**
 * The key that dialogs use for this one: without plural, register and channel. A name that only looks like a plural
 * (`choice_other`) stays whole, unless `siblings` holds another form of it too.
 */
export function familyOf(key: string, siblings: { has(key: string): boolean }): string {
  const unplural = isPlural(key, siblings) ? key.replace(PLURAL, '') : key
  return unplural.replace(REGISTER, '').replace(CHANNEL, '')
}

function isPlural(key: string, siblings: { has(key: string): boolean }): boolean {
  const stem = key.replace(PLURAL, '')
  if (stem === key) return false
  const ordinal = key.slice(stem.length).startsWith('_ordinal_') ? '_ordinal' : ''
  const forms = ['zero', 'one', 'two', 'few', 'many', 'other'].map(form => `${stem}${ordinal}_${form}`)
  return forms.some(form => form !== key && siblings.has(form))
}

/** `shipped_formal@email` → `shipped@email_formal`: both are written, one is looked up. */
export const canonicalKey = (key: string): string =>
  key.replace(/(_(?:formal|informal))(@[a-z][a-z0-9-]*)(?=$|_|\.)/, '$2$1')
