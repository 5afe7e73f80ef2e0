import type { Fault } from '../../protocol/errors.ts'
import { checkExpression } from '../condition.ts'
import { KNOWN_NAMES, MEMBERS } from '../names.ts'
import { hint, nearest } from '../suggest.ts'
import { settingKeys } from './channel-settings.ts'
import { allSteps, type Check, type CheckInput } from './check.ts'
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
      const path = ['channels', 'whatsapp', 'templates', key, 'parameters', n]
      const at = (offset: number) => ({ file: botYaml.file, ...botYaml.inside(path, offset) })
      const wrong = checkExpression(source, names)
      if (wrong) return [{ ...at(wrong.col - 1), message: wrong.message, severity: 'error' }]
      return unknownMembers(source, input).map(({ offset, ...told }) => ({ ...at(offset), ...told }))
    }),
  )
  const [main] = input.readable
  if (main === undefined) return parameters
  const known = familiesIn(input, main)
  const texts = settingKeys(input.bot.channels).flatMap(({ path, key }): Fault[] => {
    if (known.has(key) || key.includes('{')) return []
    const near = nearest(key, known)
    const message = `there is no text "${key}" in ${main}${near === undefined ? '' : `; did you mean "${near}"?`}`
    return [{ file: botYaml.file, ...botYaml.at(path), message, severity: 'error' }]
  })
  return [...texts, ...parameters]
}

/** `slots.numbr`, `order.totl`: what would be empty in every message. */
function unknownMembers(
  source: string,
  { dialogs }: CheckInput,
): (Pick<Fault, 'message' | 'severity'> & { offset: number })[] {
  const slots = dialogs.every(({ slotsKnown }) => slotsKnown)
    ? new Set(dialogs.flatMap(({ dialog }) => [...dialog.slots.keys()]))
    : undefined
  const found = [...source.matchAll(/(?<![\w.'"])([a-z]\w*)\.([A-Za-z_]\w*)/g)]
  return found.flatMap(({ 1: name = '', 2: member = '', index }) => {
    const isSlot = name === 'slots'
    const known = isSlot ? slots : Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined
    if (known === undefined || [...known].includes(member)) return []
    const message = isSlot
      ? `no dialog has a slot "${member}"${hint(member, known, 'slots are')}`
      : `${name} has no "${member}"${hint(member, known, 'it has')}`
    return [{ offset: index + name.length + 1, message, severity: isSlot ? 'error' : 'warning' }]
  })
}
