import { familyOf } from '../../locales/key-family.ts'
import type { Fault } from '../../protocol/errors.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'

/** What the engine and the desk say by themselves, without a step that names it. */
const SAID_BY_OTHERS = /^(common|intents|faq|canned|cause|survey)\./

/** A text of the bot that no step and no setting names is a leftover, or the step that should say it is missing. Told in the default language. */
export const unusedTexts: Check = input => {
  const [main] = input.readable
  const texts = input.texts.get(main ?? '')
  if (texts === undefined || input.dialogs.some(({ broken }) => broken)) return []
  const named = namedTexts(input)
  const seen = new Set<string>()
  return [...texts].flatMap(([key, { yaml, path, inherited }]): Fault[] => {
    const family = familyOf(key, texts)
    if (inherited || SAID_BY_OTHERS.test(family) || seen.has(family) || named(family)) return []
    seen.add(family)
    return [
      { file: yaml.file, ...yaml.keyAt(path), message: `no step says "${family}"`, severity: 'warning' },
    ]
  })
}

function namedTexts(input: CheckInput): (family: string) => boolean {
  const keys = new Set([
    ...refsOf(input, 'text').map(({ ref }) => ref.key),
    // A choice by its text alone, and what bot.yaml names for channels.
    ...refsOf(input, 'topic').map(({ ref }) => ref.name),
    ...stringsIn(input.botYaml.value),
  ])
  const patterns = [...keys]
    .filter(key => key.includes('{'))
    .map(
      key =>
        new RegExp(
          `^${key
            .split(/\{[^}]*\}/)
            .map(escaped)
            .join('[^.]+')}$`,
        ),
    )
  // A text may name others: i18next's nesting, $t(key).
  const nested = new Set(
    [...input.texts.values()].flatMap(byKey =>
      [...byKey.values()].flatMap(({ wording }) =>
        [wording]
          .flat()
          .flatMap(text => [...text.matchAll(/\$t\(([^,)]+)/g)].map(([, key = '']) => key.trim())),
      ),
    ),
  )
  return family => keys.has(family) || nested.has(family) || patterns.some(pattern => pattern.test(family))
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]|]/g, '\\$&')

const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)])
      : []
