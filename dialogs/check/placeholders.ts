import { familyOf } from '../../locales/key-family.ts'
import { withParents } from '../../locales/language-tag.ts'
import { placeholders as namesIn, parseTemplate } from '../../locales/template.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { LoadedText } from '../load-texts.ts'
import { nearest } from '../suggest.ts'
import type { Check } from './check.ts'

type Texts = ReadonlyMap<string, LoadedText>

/**
 * A translation uses the values that the default language uses. One that the default lacks is likely misspelt, so it would be empty; one
 * that is left out may be meant, so it is a warning.
 */
export const placeholders: Check = input => {
  const [main] = input.readable
  if (main === undefined) return []
  const others = [...input.texts.keys()].filter(
    tag => tag !== main && withParents(tag).some(language => input.readable.includes(language)),
  )
  const original = valuesByFamily(input.texts.get(main) ?? new Map())
  return others.flatMap(language => {
    const texts: Texts = input.texts.get(language) ?? new Map()
    const translated = valuesByFamily(texts)
    return [...translated].flatMap(([family, { values, text }]): Fault[] => {
      const wanted = original.get(family)?.values
      if (!wanted) return []
      const place = { file: text.yaml.file, ...text.yaml.at(text.path) }
      const extra = [...values].filter(name => !wanted.has(name))
      const left = [...wanted].filter(name => !values.has(name))
      return [
        ...extra.map((name): Fault => {
          const near = nearest(name, wanted)
          const help = near ? `; did you mean {{${near}}}?` : ''
          return {
            ...place,
            message: `"${family}" uses {{${name}}}, which ${main} does not${help}`,
            severity: 'error',
          }
        }),
        ...left.map(
          (name): Fault => ({
            ...place,
            message: `"${family}" leaves out {{${name}}}, which ${main} uses`,
            severity: 'warning',
          }),
        ),
      ]
    })
  })
}

/** All values that any form of a text uses; `count` only chooses the form. */
function valuesByFamily(texts: Texts): Map<string, { values: Set<string>; text: LoadedText }> {
  const families = new Map<string, { values: Set<string>; text: LoadedText }>()
  for (const [key, text] of texts) {
    const family = familyOf(key, texts)
    const known = families.get(family) ?? { values: new Set<string>(), text }
    for (const wording of [text.wording].flat())
      for (const name of namesIn(parseTemplate(wording))) if (name !== 'count') known.values.add(name)
    families.set(family, known)
  }
  return families
}
