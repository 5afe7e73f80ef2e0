import { withParents } from '../../locales/language-tag.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { Check } from './check.ts'

/** A market's language is one that the bot speaks; a language file is for one that it speaks, or for a region of it. */
export const markets: Check = input => [
  ...Object.entries(input.bot?.markets ?? {}).flatMap(([country, { language }]): Fault[] =>
    withParents(language).some(tag => input.languages.includes(tag))
      ? []
      : [
          {
            file: input.botYaml.file,
            ...input.botYaml.at(['markets', country, 'language']),
            message: `markets.${country}: the bot does not speak "${language}"; languages are ${input.languages.join(', ')}`,
            severity: 'error',
          },
        ],
  ),
  ...[...input.textFiles].flatMap(([language, yaml]): Fault[] =>
    input.languages.length === 0 ||
    input.languages.some(
      spoken => withParents(spoken).includes(language) || withParents(language).includes(spoken),
    )
      ? []
      : [
          {
            file: yaml.file,
            line: 1,
            col: 1,
            message: `nobody reads this file: "${language}" is not in the languages of bot.yaml (${input.languages.join(', ')})`,
            severity: 'warning',
          },
        ],
  ),
]
