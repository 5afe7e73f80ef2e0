import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import type { Check } from './check.ts'

const PARTS = ['title', 'text']

/** A canned reply is `canned.<name>` with a `title` for the agent and a `text` for the customer, in every file that has it. */
export const canned: Check = input =>
  [...input.texts.values()].flatMap(texts => {
    const keys = [...texts.keys()].filter(key => key.startsWith('canned.'))
    const wrong = keys.flatMap((key): Fault[] => {
      const [, name = '', part, ...deeper] = key.split('.')
      const plain = part?.replace(/@.*$/, '').replace(/_(?:formal|informal)$/, '')
      if (plain !== undefined && PARTS.includes(plain) && deeper.length === 0) return []
      const { yaml, path } = texts.get(key) as NonNullable<ReturnType<typeof texts.get>>
      const tip = part === undefined ? '' : hint(part, PARTS, 'they are')
      const message = `the canned reply "${name}" has a title and a text${tip}: canned.${name}.title, canned.${name}.text`
      return [{ file: yaml.file, ...yaml.keyAt(path), message, severity: 'error' }]
    })
    const names = new Set(keys.map(key => key.split('.')[1] as string))
    const half = [...names].flatMap((name): Fault[] => {
      const own = keys.filter(key => key.startsWith(`canned.${name}.`))
      const missing = PARTS.filter(part => !own.includes(`canned.${name}.${part}`))
      if (missing.length !== 1) return []
      const { yaml, path } = texts.get(own[0] as string) as NonNullable<ReturnType<typeof texts.get>>
      const message = `the canned reply "${name}" has no ${missing[0]}: write canned.${name}.${missing[0]}`
      return [{ file: yaml.file, ...yaml.keyAt(path), message, severity: 'error' }]
    })
    return [...wrong, ...half]
  })
