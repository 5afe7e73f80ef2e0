import type { Fault } from '../../protocol/errors.ts'
import type { Step } from '../step.ts'
import type { Check } from './check.ts'
import { type Flow, flowOf } from './flow.ts'

/** A way that comes round without waiting for anybody, and without anything that could make it go otherwise the next time, comes round for ever. */
export const endlessLoops: Check = input =>
  input.dialogs
    .filter(({ broken }) => !broken)
    .flatMap(({ dialog }) =>
      circles(flowOf(dialog)).map((step): Fault => {
        const where = input.sources.get(step)?.where ?? step.kind
        const message = `${where}: this leads round in a circle in which nobody is waited for and nothing changes; ask something in it, or end`
        return { file: step.file, line: step.line, col: step.col, message, severity: 'error' }
      }),
    )

/** The jumps that close a circle of steps that neither wait nor change anything. */
function circles({ reachable, edges }: Flow): Step[] {
  const idle = (step: Step) => !step.flow.waits && !step.flow.changes
  const done = new Set<Step>()
  const open = new Set<Step>()
  const closing = new Set<Step>()
  const visit = (step: Step): void => {
    open.add(step)
    for (const { to } of edges.get(step) ?? []) {
      if (to === undefined || !idle(to)) continue
      if (open.has(to)) closing.add(step)
      else if (!done.has(to)) visit(to)
    }
    open.delete(step)
    done.add(step)
  }
  for (const step of reachable) if (idle(step) && !done.has(step)) visit(step)
  return [...closing]
}
