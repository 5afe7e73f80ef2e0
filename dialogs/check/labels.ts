import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import { allSteps, type Check, refsOf } from './check.ts'

/** `goto` names a label of its own dialog, and a label stands once in a dialog. */
export const labels: Check = input => [
  ...refsOf(input, 'label').flatMap(({ ref, owner, fault }) => {
    const known = allSteps(owner.dialog.steps).flatMap(step => step.label ?? [])
    if (known.includes(ref.name) || owner.broken) return []
    const none = known.length === 0 ? '; give the step to go to a label' : ''
    return [
      fault(`no step here has the label "${ref.name}"${none}${hint(ref.name, known, 'labels here are')}`),
    ]
  }),
  ...input.dialogs.flatMap(({ dialog }) => {
    const seen = new Map<string, number>()
    return allSteps(dialog.steps).flatMap(({ label, file, line, col }): Fault[] => {
      if (label === undefined) return []
      const first = seen.get(label)
      seen.set(label, first ?? line)
      if (first === undefined) return []
      return [
        {
          file,
          line,
          col,
          message: `the label "${label}" stands already in line ${first}; a label names one step`,
          severity: 'error',
        },
      ]
    })
  }),
]
