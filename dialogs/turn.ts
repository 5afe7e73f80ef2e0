import type { Activity } from '../protocol/activity.ts'
import type { Json } from '../protocol/json.ts'
import { beginQueued } from './begin-topic.ts'
import { keepBooks } from './books.ts'
import type { Content } from './content.ts'
import { fail } from './escalate.ts'
import { keepAddress } from './leave-address.ts'
import { readMessage } from './message.ts'
import { interject, run } from './run.ts'
import { keepSaid, sealMessages, typing } from './say.ts'
import { afterSolved } from './solved.ts'
import { questionOf, sealState, topFrame } from './state.ts'
import { takeBack, takeMove, takeResolved, takeResult, takeTimer } from './take-event.ts'
import { mustWait, takeMessage } from './take-message.ts'
import { newTurn, note, type Turn } from './turn-context.ts'
import type { TurnEvent, TurnFacts, TurnResult } from './turn-types.ts'

/**
 * One turn: what the conversation was and what happened give what it is and what is done. Pure and synchronous, the same input gives the same output,
 * and it never throws: a fault of content or code ends in an apology and a hand-off.
 *
 * Every message is answered, asked back, handed over, or waits for a call or a timer with a deadline. The bot is silent only while a person has the
 * conversation, and on what is no message.
 */
export function takeTurn(
  content: Content,
  state: Json | undefined,
  event: TurnEvent,
  facts: TurnFacts,
): TurnResult {
  const turn = newTurn(content, state, facts)
  try {
    return take(turn, event)
  } catch (error) {
    return afterFault(newTurn(content, state, facts), error)
  }
}

function take(turn: Turn, event: TurnEvent): TurnResult {
  switch (event.kind) {
    case 'activity':
      return takeActivities(turn, event)
    case 'callResult':
      takeResult(turn, event.result)
      // The customer still waits for the answer to the message that made this call.
      return result(turn, {
        answer: turn.trace.some(({ kind }) => kind === 'call') && turn.facts.owner === 'bot',
      })
    case 'timer':
      takeTimer(turn, event.timer)
      return result(turn, {
        answer: event.timer.purpose === 'call' && turn.trace.some(({ kind }) => kind === 'call'),
      })
    case 'desk':
      if (event.verb === 'returned') takeBack(turn, event.slots)
      else takeResolved(turn, event.cause, event.handoff)
      return result(turn, { answer: event.verb === 'returned' })
  }
}

function takeActivities(
  turn: Turn,
  { activities, understanding }: Extract<TurnEvent, { kind: 'activity' }>,
): TurnResult {
  const message = readMessage(activities, turn.language, understanding)
  if (message === undefined) {
    if (activities.some(joins) && turn.facts.owner === 'bot' && !turn.state.welcomed)
      interject(turn, 'welcome')
    if (activities.some(isMove) && turn.facts.owner === 'bot') takeMove(turn)
    return result(turn)
  }
  if (turn.facts.owner === 'human') {
    keepBooks(turn, message)
    keepAddress(turn, message)
    return result(turn)
  }
  if (mustWait(turn, message) || takeMessage(turn, message) === 'held') {
    turn.activities.push(typing(turn))
    return { ...result(turn), hold: true }
  }
  return result(turn, { answer: true })
}

/** The conversation comes from another channel: the store's own word, under which no platform's event can come. */
const isMove = ({ type, name, from }: Activity): boolean =>
  type === 'event' && name === 'continued' && from?.role === 'system'

/** The customer joins: somebody was added who is neither the bot nor the receiver of the update. */
const joins = ({ type, membersAdded = [], recipient }: Activity): boolean =>
  type === 'conversationUpdate' &&
  membersAdded.some(({ id, role }) => role !== 'bot' && (id === '' || id !== recipient?.id))

function result(turn: Turn, { answer = false } = {}): TurnResult {
  if (turn.facts.owner === 'bot' && turn.handoff === undefined) beginQueued(turn)
  if (answer && !isAnswered(turn)) interject(turn, 'nothing-more')
  if (answer && !isAnswered(turn)) {
    note(turn, '', '', 'failed', 'the turn had no answer')
    turn.handoff = { reason: 'internal', priority: 'normal', note: 'The bot had no answer.' }
  }
  // The matter that the desk resolved is open again: its conversation must not end under the next agent's hands.
  if (turn.handoff !== undefined) turn.state.closing = false
  if (turn.state.closing && isOver(turn)) turn.closed = true
  afterSolved(turn)
  sealMessages(turn, questionOf(turn.state) !== undefined)
  keepSaid(turn)
  const { state, activities, calls, timers, events, surveys, trace, handoff, closed, language } = turn
  return {
    state: sealState(state),
    activities,
    calls,
    timers,
    events,
    ...(surveys.length > 0 && { surveys }),
    ...(turn.left !== undefined && { left: turn.left }),
    trace,
    // Before the customer has written, the language is only a guess.
    ...(state.messages > 0 && { language }),
    ...(state.register !== undefined && { register: state.register }),
    ...(handoff !== undefined && { handoff }),
    hold: false,
    waitingForCall: topFrame(state)?.waiting?.for === 'call',
    closed,
  }
}

/** Nothing is open, and nobody may still be writing how it was. */
const isOver = ({ state }: Turn): boolean => topFrame(state) === undefined && state.survey?.open === undefined

/** The customer has an answer, or one is under way with a deadline. */
const isAnswered = ({ activities, calls, timers, handoff, closed }: Turn): boolean =>
  activities.length + calls.length + timers.length > 0 || handoff !== undefined || closed

/** What is left when the engine itself is at fault: the apology, and if that fails too, a person without a word. */
function afterFault(turn: Turn, error: unknown): TurnResult {
  const message = error instanceof Error ? error.message : String(error)
  try {
    if (turn.facts.owner === 'human') return result(turn)
    run(turn, fail(turn, topFrame(turn.state), 'internal', message))
  } catch {
    turn.state.frames = []
  }
  turn.handoff ??= { reason: 'internal', priority: 'normal', note: message }
  return result(turn)
}
