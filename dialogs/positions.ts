import type { Dialog } from './content.ts'
import type { Step } from './step.ts'

/** Where a step stands: its list, its place in it, and the step in whose branch that list is. */
export interface Position {
  step: Step
  list: readonly Step[]
  index: number
  parent?: Position
}

const indexes = new WeakMap<Dialog, ReadonlyMap<string, Position>>()

/**
 * The position of a step by its stable id; undefined when this version of the dialog has no such step. Because the id alone tells
 * it, a frame needs no stack of its own for branches in branches.
 */
export function positionOf(dialog: Dialog, id: string): Position | undefined {
  let index = indexes.get(dialog)
  if (index === undefined) {
    index = indexed(dialog)
    indexes.set(dialog, index)
  }
  return index.get(id)
}

/** The step that follows: the next of its list, else what follows the step in whose branch the list is. */
export function following(position: Position): Step | undefined {
  const next = position.list[position.index + 1]
  if (next !== undefined) return next
  return position.parent === undefined ? undefined : following(position.parent)
}

/** The nearest step of a kind in whose branch the position is. */
export function enclosing(position: Position, kind: string): Step | undefined {
  const { parent } = position
  if (parent === undefined) return undefined
  return parent.step.kind === kind ? parent.step : enclosing(parent, kind)
}

/** The step that asks for a slot, if any does. */
export function askFor(dialog: Dialog, slot: string): Step | undefined {
  positionOf(dialog, '')
  for (const { step } of indexes.get(dialog)?.values() ?? []) {
    if (step.kind === 'ask' && step.refs.some(ref => ref.type === 'slot' && ref.name === slot)) return step
  }
  return undefined
}

function indexed(dialog: Dialog): ReadonlyMap<string, Position> {
  const index = new Map<string, Position>()
  const walk = (list: readonly Step[], parent: Position | undefined) => {
    for (const [at, step] of list.entries()) {
      const position: Position = { step, list, index: at, ...(parent && { parent }) }
      index.set(step.id, position)
      for (const block of step.blocks.values()) walk(block, position)
    }
  }
  walk(dialog.steps, undefined)
  return index
}
