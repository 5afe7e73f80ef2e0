import type { Fault } from '../../protocol/errors.ts'
import type { Step } from '../step.ts'
import type { Check, CheckInput } from './check.ts'
import { flowOf } from './flow.ts'

/** A step that control never comes to is a leftover, or stands behind what should not end there. The first of each list is told. */
export const unreachableSteps: Check = input =>
  input.dialogs
    .filter(({ broken }) => !broken)
    .flatMap(({ dialog }) => {
      const { reachable } = flowOf(dialog)
      const told: Fault[] = []
      const look = (steps: readonly Step[]): void => {
        const index = steps.findIndex(step => !reachable.has(step))
        const step = steps[index]
        if (step !== undefined) told.push(fault(input, step, steps[index - 1]))
        for (const one of steps.slice(0, index < 0 ? undefined : index))
          for (const block of one.blocks.values()) look(block)
      }
      look(dialog.steps)
      return told
    })

function fault({ sources }: CheckInput, step: Step, before: Step | undefined): Fault {
  const why = before === undefined ? '' : `: ${before.kind} before it never goes on`
  const message = `${sources.get(step)?.where ?? step.kind}: nothing leads here${why}`
  return { file: step.file, line: step.line, col: step.col, message, severity: 'warning' }
}
