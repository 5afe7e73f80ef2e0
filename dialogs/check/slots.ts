import { hint } from '../suggest.ts'
import { type Check, refsOf } from './check.ts'

/** Slots are declared by the dialog that uses them, also where an expression reads `slots.<name>`. */
export const slots: Check = input => [
  ...refsOf(input, 'slot').flatMap(({ ref, owner, fault }) =>
    owner.dialog.slots.has(ref.name) || !owner.slotsKnown
      ? []
      : [
          fault(
            `this dialog has no slot "${ref.name}"${hint(ref.name, owner.dialog.slots.keys(), 'its slots are')}`,
          ),
        ],
  ),
  ...refsOf(input, 'expression').flatMap(({ ref, owner, fault }) =>
    [...ref.source.matchAll(/(?<![\w.])slots\.([A-Za-z_]\w*)/g)].flatMap(({ 1: name = '', index }) =>
      owner.dialog.slots.has(name) || !owner.slotsKnown
        ? []
        : [
            fault(
              `this dialog has no slot "${name}"${hint(name, owner.dialog.slots.keys(), 'its slots are')}`,
              { offset: index + 'slots.'.length },
            ),
          ],
    ),
  ),
]
