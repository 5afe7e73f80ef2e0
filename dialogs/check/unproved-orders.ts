import { familyOf } from '../../locales/key-family.ts'
import { parseTemplate, placeholders } from '../../locales/template.ts'
import type { Fault } from '../../protocol/errors.ts'
import type { LoadedDialog } from '../load-dialogs.ts'
import type { Step } from '../step.ts'
import { allSteps, type Check, type CheckInput } from './check.ts'
import { type Flow, flowOf } from './flow.ts'

/** What only an answered operation of the orders fills, and that asks for proof. */
const SAVED = 'order'
/** A branch on this condition knows that the operation answered. */
const ANSWERED = /\bcall\.outcome == ['"]ok['"]/

/**
 * An order is told only behind an operation that answered for it, and that asks for proof: on every way to a text or card that shows one, `call: orders.…` with `save: order` went well, here or
 * in a dialog that this one began. After a hand-off a person knows whom they speak with.
 */
export const unprovedOrders: Check = input => {
  const dialogs = new Map(input.dialogs.map(one => [one.dialog.name, one]))
  const proving = new Map<string, boolean>()
  const proves = (name: string): boolean => {
    const known = proving.get(name)
    if (known !== undefined) return known
    // A dialog that begins itself proves nothing by that.
    proving.set(name, false)
    const one = dialogs.get(name)
    const result = one !== undefined && !one.broken && walk(flowOf(one.dialog), proves).proved
    proving.set(name, result)
    return result
  }
  return input.dialogs.filter(({ broken }) => !broken).flatMap(one => faultsOf(input, one, proves))
}

function faultsOf(input: CheckInput, { dialog }: LoadedDialog, proves: (name: string) => boolean): Fault[] {
  if (!allSteps(dialog.steps).some(step => shows(input, step))) return []
  const { unproved } = walk(flowOf(dialog), proves)
  return [...unproved]
    .filter(step => shows(input, step))
    .map(step => ({
      file: step.file,
      line: step.line,
      col: step.col,
      message: `${input.sources.get(step)?.where ?? step.kind}: this shows an order that the customer may not have proved to be theirs; call orders.find with save: order on every way here`,
      severity: 'warning' as const,
    }))
}

/** Steps that may be reached without a proof, and whether every end is reached with one. */
function walk(
  { first, edges }: Flow,
  proves: (name: string) => boolean,
): { unproved: Set<Step>; proved: boolean } {
  const unproved = new Set<Step>()
  let proved = true
  const waiting = first === undefined ? [] : [first]
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (unproved.has(step)) continue
    unproved.add(step)
    if (step.kind === 'handoff') continue
    for (const { to, block } of edges.get(step) ?? []) {
      if (provesOn(step, block, proves)) continue
      if (to === undefined) proved = false
      else waiting.push(to)
    }
  }
  return { unproved, proved }
}

function provesOn(step: Step, block: string | undefined, proves: (name: string) => boolean): boolean {
  if (step.kind === 'call')
    return (
      block === undefined &&
      step.refs.some(ref => ref.type === 'action' && ref.name.startsWith('orders.')) &&
      step.refs.some(ref => ref.type === 'saves' && ref.name === SAVED)
    )
  if (step.kind === 'begin') return step.refs.some(ref => ref.type === 'dialog' && proves(ref.name))
  if (step.kind !== 'if' || block !== 'then') return false
  return step.refs.some(ref => ref.type === 'expression' && ANSWERED.test(ref.source))
}

/** A text of the step names a value of the order, in any language. */
function shows({ texts }: CheckInput, step: Step): boolean {
  return step.refs.some(ref => {
    if (ref.type === 'shows') return ref.name === SAVED
    if (ref.type !== 'text') return false
    const [before = ''] = ref.key.split('{')
    return [...texts.values()].some(byKey =>
      [...byKey].some(([key, { wording }]) => {
        const fits = ref.key.includes('{')
          ? key.startsWith(before)
          : key === ref.key || (key.startsWith(ref.key) && familyOf(key, byKey) === ref.key)
        return (
          fits &&
          [wording]
            .flat()
            .some(text => [...placeholders(parseTemplate(text))].some(name => name.split('.')[0] === SAVED))
        )
      }),
    )
  })
}
