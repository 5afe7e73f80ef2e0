import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Dialog } from './content.ts'
import { push, tried } from './frames.ts'
import type { Outcome, StepInput } from './outcome.ts'
import { positionOf } from './positions.ts'
import { offer } from './say.ts'
import type { Frame } from './state.ts'
import { note, type Turn } from './turn-context.ts'

type Handoff = Omit<Outcome & { do: 'handoff' }, 'do'>

/**
 * Gives the conversation to a person. The dialog `human` tells the customer: any other dialog's `handoff` begins it with the reason in the name `handoff`,
 * and its own `handoff` step is the one that counts. What was under way stays on the stack, for the case that the desk gives it back.
 */
export function handOver(turn: Turn, frame: Frame, asked: Handoff): StepInput | undefined {
  const human = turn.state.frames.find(({ dialog }) => dialog === 'human')
  // What an earlier step asked for wins over what `human` itself says: it knows the reason.
  const request = { ...asked, ...pending(frame), ...(human && pending(human)) }
  const dialog = turn.content.dialogs.get(frame.dialog)
  const step = dialog && positionOf(dialog, frame.at)?.step
  frame.waiting = { for: 'person', onward: step?.kind === 'handoff' || step?.kind === 'begin' }
  if (human === undefined) return handOverNow(turn, request)
  settle(turn, request)
  return undefined
}

/** Begins the dialog `human` for a reason of the engine's own: the customer asked, a rule holds. */
export function handOverNow(turn: Turn, request: Handoff): StepInput | undefined {
  const human = turn.content.dialogs.get('human')
  if (human === undefined) {
    settle(turn, request)
    return undefined
  }
  begin(turn, human, request)
  return { kind: 'reached' }
}

/**
 * A step can't go on. The customer reads the dialog `system-error`, which hands over; when that fails too, the conversation is handed over without
 * further words, so that no fault of content or code ever leaves a customer alone.
 */
export function fail(
  turn: Turn,
  frame: Frame | undefined,
  reason: HandoffReason,
  error: string,
): StepInput | undefined {
  const { dialog = 'turn', at = '' } = frame ?? {}
  note(turn, dialog, at, 'failed', error)
  tried(turn, { kind: 'dialog', name: dialog, outcome: 'failed', error })
  const request: Handoff = { reason, note: error }
  const apology = turn.content.dialogs.get('system-error')
  if (turn.failed || apology === undefined) {
    settle(turn, request)
    return undefined
  }
  turn.failed = true
  // The apology and the notice may still run after a circle of steps.
  turn.steps = 0
  if (reason === 'internal') giveUp(turn)
  else if (frame !== undefined) frame.waiting = { for: 'person', onward: false }
  begin(turn, apology, request)
  return { kind: 'reached' }
}

/** The dialog sees why in the name `handoff`; so do the dialogs that it begins in this turn. */
function begin(
  turn: Turn,
  dialog: Dialog,
  { reason = 'asked', priority, team, skill, note: why }: Handoff,
): void {
  const handoff = {
    reason,
    priority: priority ?? null,
    team: team ?? null,
    skill: skill ?? null,
    note: why ?? null,
  }
  turn.extra.handoff = handoff
  push(turn, dialog, { why: 'repair', saved: { handoff } })
}

function pending({ saved: { handoff } }: Frame): Partial<Handoff> {
  if (handoff === null || typeof handoff !== 'object' || Array.isArray(handoff)) return {}
  const given = Object.entries(handoff).filter(([, value]) => value !== null)
  return Object.fromEntries(given) as Partial<Handoff>
}

function settle(turn: Turn, { reason = 'asked', priority, team, skill, note: why }: Handoff) {
  offer(turn, [])
  // The repair that led here is over; what it interrupted waits for the desk.
  const repair = turn.state.frames.findIndex(({ why }) => why === 'repair')
  if (repair >= 0) turn.state.frames.length = repair
  turn.handoff ??= {
    reason,
    priority: priority ?? usualPriority(turn, reason),
    ...(team !== undefined && { team }),
    ...(skill !== undefined && { skill }),
    ...(why !== undefined && { note: why }),
  }
}

function usualPriority({ state }: Turn, reason: HandoffReason): Priority {
  return reason === 'negative' || state.sentiments.at(-1)?.label === 'angry' ? 'high' : 'normal'
}

/** A dialog that can't go on is of no use to those that wait for it. */
function giveUp({ state }: Turn): void {
  let frame = state.frames.pop()
  while (frame?.why === 'child') frame = state.frames.pop()
}
