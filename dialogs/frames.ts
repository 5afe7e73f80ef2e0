import type { Json, JsonObject } from '../protocol/json.ts'
import type { Entity } from '../protocol/understanding.ts'
import type { Dialog } from './content.ts'
import type { StepInput } from './outcome.ts'
import { following, positionOf } from './positions.ts'
import { filledBy, isRemembered, rememberedFor } from './slots.ts'
import { type Frame, keepLast, type State, topFrame } from './state.ts'
import { type Turn, turnId } from './turn-context.ts'

/** Dialogs in dialogs: more is a circle. */
export const MOST_FRAMES = 12
/** An agent reads the last few; each one more is copied and stored again at every turn. */
const MOST_TRIED = 10
const MOST_ERROR_CHARS = 300

/** What a new frame begins with. */
interface Beginning {
  why: Frame['why']
  slots?: JsonObject
  saved?: JsonObject
  entities?: readonly Entity[]
}

/**
 * Puts a dialog on the stack, its slots filled with what it was given, what the message says, and what the conversation knows already, in this order.
 */
export function push(
  turn: Turn,
  dialog: Dialog,
  { why, slots = {}, saved = {}, entities = [] }: Beginning,
): Frame {
  const given = Object.fromEntries(
    Object.entries(slots).filter(([name, value]) => dialog.slots.has(name) && value !== null),
  )
  const frame: Frame = {
    id: turnId(turn, 'f'),
    dialog: dialog.name,
    at: dialog.steps[0]?.id ?? '',
    why,
    slots: {},
    saved,
    memory: {},
  }
  turn.state.frames.push(frame)
  if (dialog.name === 'welcome') turn.state.welcomed = true
  fill(turn, dialog, frame, { ...given, ...filledBy(dialog, given, entities) })
  for (const [name, value] of Object.entries(rememberedFor(dialog, turn.state.remembered)))
    frame.slots[name] ??= value
  if (!inRepair(turn.state)) {
    tried(turn, { kind: 'dialog', name: dialog.name })
    // What is begun by another dialog is a part of that one's matter, not one of its own.
    const part = why === 'child' && { part: true }
    turn.events.push({ name: 'dialog.started', data: { dialog: dialog.name, ...part } })
  }
  return frame
}

/** Fills slots; null empties one. What identifies is known to the whole conversation from here on. */
export function fill(turn: Turn, dialog: Dialog, frame: Frame, slots: JsonObject): void {
  for (const [name, value] of Object.entries(slots)) {
    if (value === null) delete frame.slots[name]
    else frame.slots[name] = value
    if (isRemembered(dialog, name)) {
      if (value === null) delete turn.state.remembered[name]
      else turn.state.remembered[name] = value
    }
    if (value !== null) turn.events.push({ name: 'slot.filled', data: { dialog: dialog.name, slot: name } })
  }
}

/** A dialog that has ended, as the one beneath sees it. */
export interface Ended {
  kind: 'ended'
  why: Frame['why']
  result: string
  slots: JsonObject
}

/** How a run goes on: a step with its input, or what lies beneath a dialog that ended. */
export type Onward = StepInput | Ended

/** Takes the top frame off. What lies beneath is not touched: that is `resume`. */
export function pop(turn: Turn, result: string): Ended | undefined {
  const repair = inRepair(turn.state)
  const frame = turn.state.frames.pop()
  if (frame === undefined) return undefined
  if (!repair) {
    if (Object.keys(frame.slots).length > 0) turn.state.last = { dialog: frame.dialog, slots: frame.slots }
    const entry = turn.state.tried.findLast(({ kind, name }) => kind === 'dialog' && name === frame.dialog)
    if (entry !== undefined) entry.outcome = result
    turn.events.push({ name: 'dialog.ended', data: { dialog: frame.dialog, result } })
    if (result === 'resolved') turn.state.solved ??= {}
  }
  return { kind: 'ended', why: frame.why, result, slots: frame.slots }
}

/** Whether the open dialog is one that mends the conversation, or was begun by one: no matter of the customer's. */
export function inRepair({ frames }: State): boolean {
  return frames.findLast(({ why }) => why !== 'child')?.why === 'repair'
}

/** How the top frame goes on, after a dialog above it has ended or when it is its turn again; undefined when it still waits. */
export function resume(turn: Turn, ended?: Ended): Onward | undefined {
  const frame = topFrame(turn.state)
  if (frame === undefined) return undefined
  const { waiting } = frame
  switch (waiting?.for) {
    case undefined:
      return { kind: 'reached' }
    case 'child':
      delete frame.waiting
      return ended?.why === 'child'
        ? { kind: 'returned', result: ended.result, slots: ended.slots }
        : { kind: 'reached' }
    case 'answer': {
      // The answer may have come on the way: then there is nothing to ask any more.
      const filled = waiting.slot !== undefined && (frame.slots[waiting.slot] ?? null) !== null
      if (!filled) return { kind: 'again' }
      delete frame.waiting
      return { kind: 'reached' }
    }
    case 'time':
      if (waiting.due !== true) return undefined
      delete frame.waiting
      return { kind: 'elapsed' }
    case 'person':
      delete frame.waiting
      return waiting.onward ? after(turn, frame) : { kind: 'reached' }
    case 'turn': {
      const { outcome, value } = waiting
      delete frame.waiting
      frame.saved.call = { outcome, value: value ?? null }
      return { kind: 'result', outcome, ...(value !== undefined && { value }) }
    }
    case 'call':
      return undefined
  }
}

/** The bot has the conversation again: the step that asked for a person is done. */
function after(turn: Turn, frame: Frame): Onward | undefined {
  const dialog = turn.content.dialogs.get(frame.dialog)
  const position = dialog && positionOf(dialog, frame.at)
  if (position === undefined) return { kind: 'reached' }
  const step = following(position)
  if (step === undefined) return pop(turn, 'done')
  frame.at = step.id
  return { kind: 'reached' }
}

/** Takes off the open dialog with the dialogs that it began and that began it. */
export function dropTopic(turn: Turn, outcome: string): void {
  const { frames } = turn.state
  let frame = frames.at(-1)
  while (frame !== undefined) {
    const { why } = frame
    pop(turn, outcome)
    if (why !== 'child') return
    frame = frames.at(-1)
  }
}

/**
 * Brings a dialog that waits further down to the top, instead of beginning it twice. The dialogs that it had begun are given up: it
 * begins them anew.
 */
export function raise(state: State, dialog: string, why: Frame['why']): Frame | undefined {
  const from = state.frames.findIndex(frame => frame.dialog === dialog && frame.why !== 'child')
  if (from < 0) return undefined
  let to = from + 1
  while (state.frames[to]?.why === 'child') to++
  const [frame] = state.frames.splice(from, to - from)
  if (frame === undefined) return undefined
  delete frame.waiting
  frame.why = why
  state.frames.push(frame)
  return frame
}

/** Adds to what was tried, for the agent who may take over. */
export function tried(
  { state, facts }: Turn,
  {
    error,
    ...entry
  }: { kind: 'dialog' | 'answer' | 'action'; name: string; outcome?: string; error?: string },
): void {
  const cut = error === undefined ? {} : { error: error.slice(0, MOST_ERROR_CHARS) }
  keepLast(state.tried, { at: facts.now, ...entry, ...cut }, MOST_TRIED)
}

/** True when a value is no larger than a conversation may keep: about 2,000 values and 32,000 characters. */
export function isBounded(value: Json, budget = { values: 2000, chars: 32_000 }): boolean {
  budget.values--
  if (typeof value === 'string') budget.chars -= value.length
  if (budget.values < 0 || budget.chars < 0) return false
  if (value === null || typeof value !== 'object') return true
  return Array.isArray(value)
    ? value.every(item => isBounded(item, budget))
    : Object.entries(value).every(([name, item]) => {
        budget.chars -= name.length
        return isBounded(item, budget)
      })
}
