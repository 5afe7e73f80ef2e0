import type { Fault } from '../../protocol/errors.ts'
import { filesIn } from '../content-files.ts'
import type { Check } from './check.ts'

/** From here on a matter is told from others well enough; each further one up to twenty helps. */
const ENOUGH = 5

/** An intent that a language has few examples of is missed there. Questions of the FAQ get by with fewer, being asked in nearly the same words. */
export const fewPhrases: Check = input =>
  input.languages.flatMap(language => {
    const file = filesIn(input.files, input.name, 'intents').find(
      one => !one.inherited && one.name === language,
    )
    if (file === undefined) return []
    return (input.examples[language] ?? []).flatMap(({ intent, phrases }): Fault[] => {
      if (intent.startsWith('faq.') || phrases.length === 0 || phrases.length >= ENOUGH) return []
      const line = lineOf(file.text, intent)
      // Inherited, and not the bot's own.
      if (line === undefined) return []
      const count = phrases.length === 1 ? 'one example phrase' : `${phrases.length} example phrases`
      const message = `the intent "${intent}" has ${count} in ${language}; ${ENOUGH} to 20 make it understood`
      return [{ file: file.file, line, col: 1, message, severity: 'warning' }]
    })
  })

function lineOf(text: string, key: string): number | undefined {
  const index = text
    .split('\n')
    .findIndex(line => line.replace(/^(['"])(.*)\1:/, '$2:').startsWith(`${key}:`))
  return index < 0 ? undefined : index + 1
}
