import type { Fault } from '../../protocol/errors.ts'
import type { Step } from '../step.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'
import { type Flow, flowOf } from './flow.ts'

/**
 * A customer who begins a dialog is answered, asked or handed over on every way through it. Of a dialog that only others begin the way goes on there, and those of `bots/common` are
 * begun by the engine, which knows.
 */
export const silentEnds: Check = input => {
  const chosen = new Set(refsOf(input, 'topic').map(({ ref }) => ref.name))
  return input.dialogs
    .filter(
      ({ dialog, inherited, broken }) =>
        !inherited && !broken && (dialog.triggers.length > 0 || chosen.has(dialog.name)),
    )
    .flatMap(({ dialog, yaml }): Fault[] => {
      const flow = flowOf(dialog)
      if (flow.first === undefined) return []
      return lastSilent(flow).map(step => ({
        file: yaml.file,
        line: step.line,
        col: step.col,
        message: `${whereOf(input, step)}: a customer may come to the end this way and has read nothing; say something, ask, or hand over`,
        severity: 'warning',
      }))
    })
}

/** Steps after which the dialog may end while nothing was told before. */
function lastSilent({ first, edges }: Flow): Step[] {
  const seen = new Set<Step>()
  const last = new Set<Step>()
  const waiting = first === undefined ? [] : [first]
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step) || step.flow.tells) continue
    seen.add(step)
    for (const { to } of edges.get(step) ?? []) {
      if (to === undefined) last.add(step)
      else waiting.push(to)
    }
  }
  return [...last]
}

const whereOf = ({ sources }: CheckInput, step: Step): string => sources.get(step)?.where ?? step.kind
