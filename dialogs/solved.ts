import { interject } from './run.ts'
import { isUnderWay, questionOf } from './state.ts'
import { after, type Turn, turnId } from './turn-context.ts'

/** A dialog that moves the conversation elsewhere ends it here without a goodbye. */
const MOVES = 'continue-here'

const asks = ({ state, content, facts, handoff }: Turn): boolean =>
  state.solved !== undefined &&
  state.survey === undefined &&
  facts.owner === 'bot' &&
  handoff === undefined &&
  content.bot.survey?.after.includes('bot') === true &&
  content.dialogs.has('bot-resolved')

/**
 * At the end of a turn in which, or before which, the bot has resolved something: a goodbye is the moment to ask how it was; else it is when nothing was said for a
 * while and nothing is under way.
 */
export function afterSolved(turn: Turn): void {
  const { state, trace, content } = turn
  if (!asks(turn)) return
  if (turn.closed && !trace.some(({ dialog }) => dialog === MOVES)) {
    turn.closed = false
    state.closing = true
    askAfterBot(turn)
    if (state.frames.length === 0) turn.closed = true
    return
  }
  if (turn.closed || isUnderWay(state) || state.solved === undefined || state.solved.token !== undefined)
    return
  const token = turnId(turn, 't')
  state.solved.token = token
  turn.timers.push({
    token,
    frame: '',
    purpose: 'survey',
    dueAt: after(turn, content.bot.survey?.quietMs ?? 0),
  })
}

/** Nobody is asked in the middle of something. */
export function askAfterBot(turn: Turn): void {
  const { state } = turn
  delete state.solved?.token
  if (!asks(turn) || isUnderWay(state) || questionOf(state) !== undefined) return
  delete state.solved
  interject(turn, 'bot-resolved')
}
