import type { Fault } from '../../protocol/errors.ts'
import { type Check, refsOf } from './check.ts'

/** A dialog that nothing begins is a mistake or a leftover. Those of `bots/common` are begun by the engine. */
export const unusedDialogs: Check = input => {
  // A step that could not be read may be the one that begins it.
  if (input.dialogs.some(({ broken }) => broken)) return []
  const begun = new Set(refsOf(input, 'dialog', 'topic').map(({ ref }) => ref.name))
  return input.dialogs.flatMap(({ dialog, yaml, inherited }): Fault[] =>
    inherited || dialog.triggers.length > 0 || begun.has(dialog.name)
      ? []
      : [
          {
            file: yaml.file,
            ...yaml.keyAt(['dialog']),
            message: `nothing begins the dialog "${dialog.name}": it has no trigger, and no step or choice begins it`,
            severity: 'warning',
          },
        ],
  )
}
