import { parseTemplate, placeholders } from '../../locales/template.ts'
import type { Fault } from '../../protocol/errors.ts'
import { KNOWN_NAMES } from '../names.ts'
import { hint } from '../suggest.ts'
import { allSteps, type Check } from './check.ts'

/** `count` chooses a plural, `day` stands in the texts around a day, `item` is a line of the order card. */
const OF_TEXTS = ['count', 'day', 'item']

/** What is known of a customer when an agent answers, outside of any dialog; `agent` is who answers. */
const OF_CANNED = new Set([
  ...['customer', 'order', 'slots', 'agent', 'bot', 'channel', 'language', 'market', 'now'],
  ...OF_TEXTS,
])

/** A text names only values that some dialog has: an unknown one would be an empty place in what the customer reads. */
export const textValues: Check = input => {
  // A dialog that could not be read may be the one that saves the name.
  if (input.dialogs.some(({ broken }) => broken)) return []
  const saved = input.dialogs.flatMap(({ dialog }) =>
    allSteps(dialog.steps).flatMap(step =>
      step.refs.flatMap(ref => (ref.type === 'saves' ? [ref.name] : [])),
    ),
  )
  const known = new Set([...KNOWN_NAMES, ...saved, ...OF_TEXTS])
  return [...input.texts.values()].flatMap(texts =>
    [...texts].flatMap(([key, { wording, yaml, path }]) => {
      const names = new Set([wording].flat().flatMap(text => [...placeholders(parseTemplate(text))]))
      const isCanned = key.startsWith('canned.')
      const allowed = isCanned ? OF_CANNED : known
      return [...names]
        .filter(name => !allowed.has(name.split('.')[0] as string))
        .map((name): Fault => {
          const root = name.split('.')[0] as string
          const who = isCanned ? 'a canned reply knows no value' : 'no dialog has a value'
          const message = `"${key}" uses {{${name}}}, but ${who} "${root}"${hint(root, allowed, 'there are')}`
          return { file: yaml.file, ...yaml.at(path), message, severity: 'error' }
        })
    }),
  )
}
