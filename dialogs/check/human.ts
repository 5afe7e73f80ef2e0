import type { Fault } from '../../protocol/errors.ts'
import { allSteps, type Check } from './check.ts'

/** Every hand-off runs through the dialog `human`; without a hand-off in it the customer would wait for nobody. */
export const human: Check = input =>
  input.dialogs
    .filter(({ dialog, broken }) => dialog.name === 'human' && !broken)
    .filter(({ dialog }) => !allSteps(dialog.steps).some(step => step.kind === 'handoff'))
    .map(
      ({ yaml }): Fault => ({
        file: yaml.file,
        ...yaml.keyAt(['steps']),
        message: 'the dialog "human" must hand over: end its steps with "- handoff:"',
        severity: 'error',
      }),
    )
