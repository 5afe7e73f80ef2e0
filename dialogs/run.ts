import type { Dialog } from './content.ts'
import { fail, handOver } from './escalate.ts'
import { type Ended, MOST_FRAMES, type Onward, pop, push, resume, tried } from './frames.ts'
import type { Outcome, StepInput } from './outcome.ts'
import { enclosing, following, type Position, positionOf } from './positions.ts'
import { offer } from './say.ts'
import { type Frame, questionOf, topFrame } from './state.ts'
import { stepRun } from './step-run.ts'
import { after, note, type Turn, turnId } from './turn-context.ts'

/** Steps of one turn; more is a circle. */
const MOST_STEPS = 200
/** Calls in a row without a word from the customer; more is a circle. */
const MOST_CALLS = 10
/** When a dialog names no time: what a customer waits for without thinking that nothing happens. */
const CALL_TIMEOUT_MS = 10_000
const CALL_RETRIES = 1
/** What the way to an action and back may take besides, and the pauses between its attempts. */
const CALL_MARGIN_MS = 10_000

/**
 * Runs the open dialog with an input, and what follows from it, until the conversation waits for somebody or nothing is open. With `floor`, only the frames
 * above that height: what lies beneath is not resumed.
 */
export function run(turn: Turn, input: Onward | undefined, floor = 0): void {
  let next = input
  while (next !== undefined && turn.state.frames.length > floor) {
    if (next.kind === 'ended') next = goBack(turn, next)
    else {
      const frame = topFrame(turn.state)
      next = frame && runStep(turn, frame, next)
    }
  }
}

/** A digression leads back to the open question with a word. */
function goBack(turn: Turn, ended: Ended): Onward | undefined {
  if (
    ended.why === 'digression' &&
    questionOf(turn.state) !== undefined &&
    !remark(turn, 'digression-return')
  ) {
    return undefined
  }
  return resume(turn, ended)
}

/** Begins a dialog of repair on top of what is open, which is not resumed when it ends. It may ask something itself: then it has the word. */
export function interject(turn: Turn, name: string) {
  const dialog = turn.content.dialogs.get(name)
  if (dialog === undefined) return note(turn, name, '', 'missing', 'no such dialog')
  const floor = turn.state.frames.length
  push(turn, dialog, { why: 'repair' })
  run(turn, { kind: 'reached' }, floor)
}

/**
 * Says something in passing: what the dialog leaves open is given up, since the turn goes on with what lies beneath. False when it led to a person
 * instead, and the turn is over.
 */
export function remark(turn: Turn, name: string): boolean {
  const { state, calls, timers } = turn
  const before = { frames: state.frames.length, calls: calls.length, timers: timers.length }
  interject(turn, name)
  const left = state.frames.slice(before.frames)
  turn.taken = turn.handoff !== undefined || left.some(({ dialog }) => dialog === 'human')
  if (turn.taken) return false
  if (left.length > 0) {
    note(turn, name, '', 'given up', 'a remark can’t wait')
    state.frames.length = before.frames
    calls.length = before.calls
    timers.length = before.timers
  }
  return true
}

function runStep(turn: Turn, frame: Frame, input: StepInput): Onward | undefined {
  const dialog = turn.content.dialogs.get(frame.dialog)
  if (dialog === undefined || dialog.steps.length === 0) {
    note(turn, frame.dialog, frame.at, 'gone', 'this version has no such dialog')
    return pop(turn, 'gone')
  }
  const position = positionOf(dialog, frame.at)
  if (position === undefined) {
    note(turn, frame.dialog, frame.at, 'gone', 'this version has no such step: the dialog begins again')
    frame.memory = {}
    return goTo(frame, dialog.steps[0]?.id)
  }
  if (++turn.steps > MOST_STEPS) {
    return fail(turn, frame, 'internal', `more than ${MOST_STEPS} steps in one turn`)
  }
  const { step } = position
  const line = turn.trace.length
  note(turn, frame.dialog, step.id, step.kind)
  const { offered } = turn
  const saidBefore = turn.said.length
  try {
    const outcome = step.run(stepRun(turn, dialog, frame, input))
    if (outcome.do === 'ask') {
      // A question is put again by itself: it is no part of what "say that again" repeats.
      turn.said.length = saidBefore
      // Choices shown before belong to something else than this question.
      if (turn.offered === offered) offer(turn, [])
    }
    return act(turn, dialog, frame, position, outcome)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (turn.trace[line] !== undefined) turn.trace[line].note = message
    return fail(turn, frame, 'internal', message)
  }
}

function act(
  turn: Turn,
  dialog: Dialog,
  frame: Frame,
  position: Position,
  outcome: Outcome,
): Onward | undefined {
  delete frame.waiting
  switch (outcome.do) {
    case 'next':
      return onward(turn, frame, position)
    case 'block': {
      const first = position.step.blocks.get(outcome.block)?.[0]
      return first === undefined ? onward(turn, frame, position) : goTo(frame, first.id)
    }
    case 'ask':
      ask(turn, frame, outcome)
      return undefined
    case 'sleep':
      frame.waiting = { for: 'time', token: timer(turn, frame, 'wait', outcome.ms) }
      return undefined
    case 'goto': {
      if (positionOf(dialog, outcome.label) !== undefined) return goTo(frame, outcome.label)
      return fail(turn, frame, 'internal', `goto: there is no step labelled ${outcome.label}`)
    }
    case 'begin': {
      if (outcome.dialog === 'human') return handOver(turn, frame, {})
      const child = turn.content.dialogs.get(outcome.dialog)
      if (child === undefined) return fail(turn, frame, 'internal', `begin: no dialog ${outcome.dialog}`)
      if (turn.state.frames.length >= MOST_FRAMES) return fail(turn, frame, 'internal', 'dialogs without end')
      frame.waiting = { for: 'child' }
      push(turn, child, { why: 'child', slots: outcome.slots })
      return { kind: 'reached' }
    }
    case 'restart':
      return goTo(frame, dialog.steps[0]?.id)
    case 'retry': {
      const step = enclosing(position, outcome.kind)
      if (step !== undefined) return goTo(frame, step.id)
      return fail(turn, frame, 'internal', `retry: this step is in no branch of a ${outcome.kind}`)
    }
    case 'call':
      return call(turn, frame, outcome)
    case 'handoff':
      return handOver(turn, frame, outcome)
    case 'end':
      return end(turn, outcome.result)
    case 'fail':
      return fail(turn, frame, outcome.reason, outcome.error)
  }
}

function goTo(frame: Frame, id = ''): StepInput {
  frame.at = id
  delete frame.waiting
  return { kind: 'reached' }
}

function onward(turn: Turn, frame: Frame, position: Position): Onward | undefined {
  const step = following(position)
  return step === undefined ? end(turn, 'done') : goTo(frame, step.id)
}

/** `closed` says goodbye: whatever was open is over. */
function end(turn: Turn, result: string): Onward | undefined {
  if (result !== 'closed') return pop(turn, result)
  turn.closed = true
  while (turn.state.frames.length > 0) pop(turn, result)
  return undefined
}

function ask(turn: Turn, frame: Frame, outcome: Outcome & { do: 'ask' }) {
  const { expects, slot, optional, expiresMs } = outcome
  frame.waiting = {
    for: 'answer',
    expects: [...expects],
    ...(slot !== undefined && { slot }),
    ...(optional !== undefined && { optional }),
    ...(expiresMs !== undefined && { token: timer(turn, frame, 'survey', expiresMs) }),
  }
}

function call(turn: Turn, frame: Frame, outcome: Outcome & { do: 'call' }): Onward | undefined {
  frame.calls = (frame.calls ?? 0) + 1
  if (frame.calls > MOST_CALLS)
    return fail(turn, frame, 'action_failed', `${outcome.action}: calls without end`)
  const { action, input, timeoutMs = CALL_TIMEOUT_MS, retries = CALL_RETRIES } = outcome
  const id = `${turn.facts.inboxId}:c${turn.calls.length + 1}`
  turn.calls.push({ id, action, input, timeoutMs, retries })
  tried(turn, { kind: 'action', name: action })
  const token = timer(turn, frame, 'call', timeoutMs * (retries + 1) + CALL_MARGIN_MS)
  frame.waiting = { for: 'call', callId: id, action, token }
  return undefined
}

function timer(turn: Turn, frame: Frame, purpose: 'wait' | 'call' | 'survey', ms: number): string {
  const token = turnId(turn, 't')
  turn.timers.push({ token, frame: frame.id, purpose, dueAt: after(turn, ms) })
  return token
}
