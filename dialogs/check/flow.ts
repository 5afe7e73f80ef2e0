import type { Dialog } from '../content.ts'
import type { Step } from '../step.ts'

/** A way from one step to the next; `block` when it leads into a block of the first. */
export interface FlowEdge {
  /** Undefined: the dialog ends. */
  to?: Step
  block?: string
}

/** How control may go through a dialog. */
export interface Flow {
  /** Undefined when the dialog has no steps. */
  first?: Step
  edges: ReadonlyMap<Step, readonly FlowEdge[]>
  reachable: ReadonlySet<Step>
}

const END: FlowEdge = {}

/** Whatever a condition says may be; what is told of a way therefore holds for every customer, or for some who may not exist. */
export function flowOf(dialog: Pick<Dialog, 'steps'>): Flow {
  const labels = new Map<string, Step>()
  const edges = new Map<Step, FlowEdge[]>()
  const first = dialog.steps[0]

  function label(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.label !== undefined) labels.set(step.label, step)
      for (const block of step.blocks.values()) label(block)
    }
  }

  function walk(steps: readonly Step[], after: FlowEdge, around: readonly Step[]): void {
    for (const [index, step] of steps.entries()) {
      const follows = steps[index + 1]
      const onward = follows === undefined ? after : { to: follows }
      const inner = [step, ...around]
      edges.set(step, [
        ...[...step.blocks].map(([block, list]) => ({ ...(list[0] ? { to: list[0] } : onward), block })),
        ...(step.flow.next ? [onward] : []),
        ...elsewhere(step, around),
      ])
      for (const list of step.blocks.values()) walk(list, onward, inner)
    }
  }

  function elsewhere({ flow: { to, ends } }: Step, around: readonly Step[]): FlowEdge[] {
    if (ends) return [END]
    if (to === undefined) return []
    const target =
      'label' in to
        ? labels.get(to.label)
        : 'start' in to
          ? first
          : around.find(({ kind }) => kind === to.enclosing)
    return target === undefined ? [END] : [{ to: target }]
  }

  label(dialog.steps)
  walk(dialog.steps, END, [])
  return { ...(first && { first }), edges, reachable: reachableFrom(first, edges) }
}

function reachableFrom(first: Step | undefined, edges: Flow['edges']): Set<Step> {
  const seen = new Set<Step>()
  const waiting = first === undefined ? [] : [first]
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step)) continue
    seen.add(step)
    for (const { to } of edges.get(step) ?? []) if (to !== undefined) waiting.push(to)
  }
  return seen
}
