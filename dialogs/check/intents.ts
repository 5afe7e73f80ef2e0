import type { Fault } from '../../protocol/errors.ts'
import { filesIn } from '../content-files.ts'
import { type Check, intentNames } from './check.ts'

/** Every intent has example phrases in every language, or the bot is deaf to it there. */
export const intents: Check = input => {
  const all = [...intentNames(input)].filter(intent => !intent.startsWith('faq.'))
  const own = filesIn(input.files, input.name, 'intents').filter(file => !file.inherited)
  return input.languages.flatMap((language): Fault[] => {
    const known = new Set(
      (input.examples[language] ?? [])
        .filter(({ phrases }) => phrases.length > 0)
        .map(({ intent }) => intent),
    )
    const missing = all.filter(intent => !known.has(intent))
    const file = own.find(({ name }) => name === language)
    if (!file && missing.length > 0)
      return [
        {
          file: input.botYaml.file,
          ...input.botYaml.at(['languages', input.languages.indexOf(language)]),
          message: `${language} has no intents/${language}.yaml; without example phrases the bot understands nobody in it`,
          severity: 'error',
        },
      ]
    return missing.map(intent => ({
      file: file?.file ?? input.botYaml.file,
      line: 1,
      col: 1,
      message: `the intent "${intent}" has no example phrases in ${language}`,
      severity: 'error',
    }))
  })
}
