import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import { type Check, refsOf } from './check.ts'

/** What understanding finds in a message; `text` is the whole message as it was written, `attachment` a file that comes with it. */
const ENTITY_TYPES = [
  'order',
  'email',
  'phone',
  'postcode',
  'tracking',
  'product',
  'name',
  'money',
  'date',
  'time',
  'number',
  'ordinal',
  'yesno',
  'choice',
  'code',
  'text',
  'attachment',
] as const

const known: ReadonlySet<string> = new Set(ENTITY_TYPES)

const sentence = (name: string) => `there is no entity type "${name}"${hint(name, known, 'types are')}`

/** Slots and questions take entity types that exist. */
export const entities: Check = input => [
  ...refsOf(input, 'entity').flatMap(({ ref, fault }) =>
    known.has(ref.name) ? [] : [fault(sentence(ref.name))],
  ),
  ...input.dialogs.flatMap(({ dialog, yaml }) =>
    [...dialog.slots].flatMap(([slot, spec]) =>
      spec.entity
        .filter(name => !known.has(name))
        .map(
          (name): Fault => ({
            file: yaml.file,
            ...yaml.at(['slots', slot, 'entity']),
            message: `slots.${slot}: ${sentence(name)}`,
            severity: 'error',
          }),
        ),
    ),
  ),
]
