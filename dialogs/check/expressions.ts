import type { Fault } from '../../protocol/errors.ts'
import { checkExpression } from '../condition.ts'
import type { LoadedDialog } from '../load-dialogs.ts'
import { KNOWN_NAMES } from '../names.ts'
import { allSteps, type Check, refsOf } from './check.ts'

/**
 * Expressions, and the values in text keys, read only names that exist: an unknown one would be null at two in the morning.
 * (What can't be parsed is told by the schemas already.)
 */
export const expressions: Check = input => [
  ...refsOf(input, 'expression', 'text').flatMap(({ ref, owner, fault }) => {
    const names = namesIn(owner)
    if (ref.type === 'text')
      return [...ref.key.matchAll(/\{([A-Za-z_]\w*)[^}]*\}/g)].flatMap(({ 1: name = '', index }) =>
        names.has(name) ? [] : [fault(unknown(name, names), { offset: index + 1 })],
      )
    const scope = ref.path.at(-1) === 'valid' ? new Set([...names, 'value']) : names
    const wrong = checkExpression(ref.source, scope)
    return wrong ? [fault(wrong.message, { offset: wrong.col - 1 })] : []
  }),
  ...input.dialogs.flatMap(({ dialog, yaml }) =>
    [...dialog.slots].flatMap(([slot, { valid }]) =>
      valid
        ? at(valid.source, new Set(['value', ...KNOWN_NAMES]), yaml.file, offset =>
            yaml.inside(['slots', slot, 'valid'], offset),
          )
        : [],
    ),
  ),
  ...(input.bot?.handoff.rules ?? []).flatMap(({ when }, index) => {
    const saved = input.dialogs.flatMap(({ dialog }) => savedNames(dialog.steps))
    const names = new Set([...KNOWN_NAMES, ...saved])
    return at(when.source, names, input.botYaml.file, offset =>
      input.botYaml.inside(['handoff', 'rules', index, 'when'], offset),
    )
  }),
]

function at(
  source: string,
  names: ReadonlySet<string>,
  file: string,
  place: (offset: number) => { line: number; col: number },
): Fault[] {
  const wrong = checkExpression(source, names)
  return wrong ? [{ file, ...place(wrong.col - 1), message: wrong.message, severity: 'error' }] : []
}

const namesIn = ({ dialog }: LoadedDialog): Set<string> =>
  new Set([...KNOWN_NAMES, ...savedNames(dialog.steps)])

const savedNames = (steps: LoadedDialog['dialog']['steps']): string[] =>
  allSteps(steps).flatMap(step => step.refs.flatMap(ref => (ref.type === 'saves' ? [ref.name] : [])))

const unknown = (name: string, names: ReadonlySet<string>) =>
  `${name} is not known here; known are ${[...names].sort().join(', ')}`
