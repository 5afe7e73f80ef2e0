import type { CallResult } from '../protocol/call.ts'
import type { JsonObject } from '../protocol/json.ts'
import { goOn } from './begin-topic.ts'
import { fill, resume } from './frames.ts'
import { handOverByRule } from './rules.ts'
import { interject, remark, run } from './run.ts'
import { askAfterBot } from './solved.ts'
import { type Frame, topFrame } from './state.ts'
import { note, type Turn } from './turn-context.ts'
import type { TimerPayload } from './turn-types.ts'

/** A call's answer goes to the frame that waits for it; one that nobody waits for is late or unknown, and ignored. */
export function takeResult(turn: Turn, { callId, action, outcome, value, error }: CallResult) {
  const frame = turn.state.frames.find(({ waiting }) => waiting?.for === 'call' && waiting.callId === callId)
  if (frame === undefined)
    return note(turn, '', '', 'ignored', `the answer of ${action}: nobody waits for it`)
  settle(turn, frame, {
    outcome,
    ...(value !== undefined && { value }),
    ...(error !== undefined && { error }),
  })
}

/** A due time goes to the frame that still holds its token. */
export function takeTimer(turn: Turn, { token, frame: id, purpose }: TimerPayload) {
  const frame = turn.state.frames.find(
    ({ id: frameId, waiting }) => frameId === id && waiting !== undefined && tokenOf(waiting) === token,
  )
  if (frame === undefined) return takeConversationTimer(turn, token, purpose)
  if (purpose === 'call') return settle(turn, frame, { outcome: 'timeout' })
  if (frame !== topFrame(turn.state) || turn.facts.owner === 'human') {
    frame.waiting = { for: 'time', token, due: true }
    return
  }
  run(turn, { kind: 'elapsed' })
}

/** A timer of no frame: the time for words to the survey is over, or it has been quiet since the bot resolved something. */
function takeConversationTimer(turn: Turn, token: string, purpose: TimerPayload['purpose']): void {
  const { survey, solved } = turn.state
  if (survey?.open?.token === token) delete survey.open
  else if (solved?.token === token) askAfterBot(turn)
  else note(turn, '', '', 'ignored', `a timer (${purpose}) that nobody holds`)
}

/** The desk gives the conversation back: what it learned fills slots, and the bot goes on where it was. */
export function takeBack(turn: Turn, slots: JsonObject): void {
  const { state, content } = turn
  for (const frame of state.frames) {
    const dialog = content.dialogs.get(frame.dialog)
    const known = Object.entries(slots).filter(([name]) => dialog?.slots.has(name))
    if (dialog !== undefined) fill(turn, dialog, frame, Object.fromEntries(known))
  }
  for (const [name, value] of Object.entries(slots)) {
    if (typeof value === 'string' || typeof value === 'number') state.remembered[name] = value
  }
  state.misses = 0
  state.sentiments = []
  turn.extra.resumed = topFrame(state)?.dialog ?? null
  if (remark(turn, 'desk-return')) goOn(turn)
}

/** The customer goes on with this conversation on another channel: what was asked last is asked again there. */
export function takeMove(turn: Turn): void {
  turn.extra.resumed = topFrame(turn.state)?.dialog ?? null
  if (turn.content.dialogs.has('continued') && remark(turn, 'continued')) goOn(turn)
}

/** The desk is done. A bot that has a dialog `desk-resolved`, perhaps with a survey, ends with it. */
export function takeResolved(turn: Turn, cause: string, handoff?: string): void {
  const { state } = turn
  state.frames = []
  state.queued = []
  state.closing = true
  // What made them need a person is over: what they say of it counts anew.
  state.misses = 0
  state.sentiments = []
  delete state.solved
  if (handoff !== undefined) state.handoff = handoff
  turn.extra.resolved = { cause }
  if (turn.content.dialogs.has('desk-resolved')) interject(turn, 'desk-resolved')
}

function settle(
  turn: Turn,
  frame: Frame,
  { outcome, value, error }: Pick<CallResult, 'outcome' | 'value' | 'error'>,
) {
  const action = frame.waiting?.for === 'call' ? frame.waiting.action : ''
  const entry = turn.state.tried.findLast(({ kind, name }) => kind === 'action' && name === action)
  if (entry !== undefined)
    Object.assign(entry, { outcome, ...(error !== undefined && { error: error.slice(0, 300) }) })
  frame.waiting = { for: 'turn', outcome, ...(value !== undefined && { value }) }
  if (frame !== topFrame(turn.state) || turn.facts.owner === 'human') {
    return note(turn, frame.dialog, frame.at, 'kept', `the answer of ${action}: somebody else has the word`)
  }
  run(turn, resume(turn))
  handOverByRule(turn)
}

const tokenOf = (waiting: NonNullable<Frame['waiting']>): string | undefined =>
  'token' in waiting ? waiting.token : undefined
