import type { Fault } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import { checkExpression } from '../condition.ts'
import { KNOWN_NAMES } from '../names.ts'
import type { Path } from '../step.ts'
import { nearest } from '../suggest.ts'
import { allSteps, type Check } from './check.ts'
import { familiesIn } from './text-keys.ts'

/** What `channels` in bot.yaml names is there: its texts in the default language, and the values of a template's parameters. */
export const channels: Check = input => {
  if (input.bot === undefined) return []
  const { botYaml } = input
  const saved = input.dialogs.flatMap(({ dialog }) =>
    allSteps(dialog.steps).flatMap(step =>
      step.refs.flatMap(ref => (ref.type === 'saves' ? [ref.name] : [])),
    ),
  )
  const names = new Set([...KNOWN_NAMES, ...saved])
  const parameters = Object.entries(input.bot.templates).flatMap(([key, { parameters }]) =>
    parameters.flatMap(({ source }, n): Fault[] => {
      const wrong = checkExpression(source, names)
      const path = ['channels', 'whatsapp', 'templates', key, 'parameters', n]
      return wrong
        ? [
            {
              file: botYaml.file,
              ...botYaml.inside(path, wrong.col - 1),
              message: wrong.message,
              severity: 'error',
            },
          ]
        : []
    }),
  )
  const [main] = input.readable
  if (main === undefined) return parameters
  const known = familiesIn(input, main)
  const texts = keysOf(input.bot.channels).flatMap(([path, key]): Fault[] => {
    if (known.has(key) || key.includes('{')) return []
    const near = nearest(key, known)
    const message = `there is no text "${key}" in ${main}${near === undefined ? '' : `; did you mean "${near}"?`}`
    return [{ file: botYaml.file, ...botYaml.at(path), message, severity: 'error' }]
  })
  return [...texts, ...parameters]
}

/** Every text key with its place. */
function keysOf(channels: Readonly<Record<string, Readonly<Record<string, Json>>>>): [Path, string][] {
  return Object.entries(channels).flatMap(([channel, settings]) =>
    Object.entries(settings).flatMap(([setting, value]): [Path, string][] => {
      const path = ['channels', channel, setting]
      if (typeof value === 'string') return [[path, value]]
      if (Array.isArray(value)) {
        return value.flatMap((entry, n): [Path, string][] => {
          if (typeof entry === 'string') return [[[...path, n], entry]]
          const text = entry !== null && typeof entry === 'object' && 'text' in entry ? entry.text : undefined
          return typeof text === 'string' ? [[[...path, n, 'text'], text]] : []
        })
      }
      return value !== null && typeof value === 'object'
        ? Object.keys(value).map((key): [Path, string] => [[...path, key], key])
        : []
    }),
  )
}
