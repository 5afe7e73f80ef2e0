import { familyOf } from '../../locales/key-family.ts'
import { withParents } from '../../locales/language-tag.ts'
import { hint, nearest } from '../suggest.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'

/**
 * Every text that a step names is there: in the default language here, in the others by `languages`. A key with a value in it
 * (`order.status.{order.status}`) needs at least one text of that family in each language.
 */
export const textKeys: Check = input => {
  const [main] = input.readable
  if (main === undefined) return []
  const known = new Map(input.readable.map(language => [language, familiesIn(input, language)]))
  const everywhere = new Set([...known.values()].flatMap(families => [...families]))
  return refsOf(input, 'text').flatMap(({ ref, fault }) => {
    if (ref.key.includes('{')) {
      const missing = input.readable.filter(language => !hasLike(known.get(language), ref.key))
      return missing.length === 0
        ? []
        : [
            fault(
              `no text fits "${ref.key}" in ${missing.join(', ')}; write one for each value, such as ${exampleOf(ref.key)}`,
            ),
          ]
    }
    if (known.get(main)?.has(ref.key)) return []
    return everywhere.has(ref.key)
      ? [fault(`the text "${ref.key}" is missing in ${main}, the default language`)]
      : [fault(`there is no text "${ref.key}"${textHint(ref.key, everywhere)}`)]
  })
}

/** Near keys, else those of the same group: a list of all texts helps nobody. */
function textHint(key: string, known: ReadonlySet<string>): string {
  const near = nearest(key, known)
  if (near !== undefined) return `; did you mean "${near}"?`
  const group = `${key.split('.')[0]}.`
  return hint(
    key,
    [...known].filter(name => name.startsWith(group)),
    `texts in "${group.slice(0, -1)}" are`,
  )
}

/** Keys as dialogs name them, full ones too, of a language and its parents. */
export function familiesIn(input: Pick<CheckInput, 'texts'>, language: string): Set<string> {
  return new Set(
    withParents(language).flatMap(tag => {
      const texts = input.texts.get(tag) ?? new Map<string, unknown>()
      return [...texts.keys()].flatMap(key => [key, familyOf(key, texts)])
    }),
  )
}

function hasLike(families: ReadonlySet<string> | undefined, template: string): boolean {
  const parts = template.split(/\{[^}]*\}/).map(part => part.replace(/[\\^$.*+?()[\]|]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('[^.]+')}$`)
  return [...(families ?? [])].some(key => pattern.test(key))
}

const exampleOf = (template: string): string => `"${template.replace(/\{[^}]*\}/g, 'value')}"`
