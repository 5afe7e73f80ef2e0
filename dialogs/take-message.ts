import { keepBooks } from './books.ts'
import { type Feedback, feedbackOf, takeFeedback, takeLateGrade } from './feedback.ts'
import { switchLanguage, switchRegister, tellLanguages } from './language.ts'
import { makeMove } from './make-move.ts'
import type { Message } from './message.ts'
import { moveOf, wantsHuman, wantsToCancel } from './moves.ts'
import { handOverByRule } from './rules.ts'
import { run } from './run.ts'
import { questionOf, topFrame } from './state.ts'
import { surveyRun } from './survey-run.ts'
import type { Turn } from './turn-context.ts'

/** True when the message must wait for the call that is out: all do, but a wish for a person and a cancellation. */
export function mustWait(turn: Turn, message: Message): boolean {
  if (topFrame(turn.state)?.waiting?.for !== 'call') return false
  return !wantsHuman(turn, message) && !wantsToCancel(turn, message)
}

/**
 * Answers a message of the customer. A survey is passed by first by what is no answer to it; when a call goes out by that, the message is
 * `held` until it is settled.
 */
export function takeMessage(turn: Turn, message: Message): 'taken' | 'held' {
  delete turn.state.solved?.token
  const feedback = feedbackOf(turn, message)
  if (feedback?.as === 'other' || feedback?.as === 'refusal') {
    passBy(turn, feedback)
    if (turn.handoff !== undefined) return 'taken'
    if (mustWait(turn, message)) return 'held'
  }
  keepBooks(turn, message)
  switchRegister(turn, message)
  const switched = switchLanguage(turn, message)
  if (turn.taken) return 'taken'
  if (feedback !== undefined && feedback.as !== 'other' && feedback.as !== 'refusal') {
    takeFeedback(turn, message, feedback)
    handOverByRule(turn)
    return 'taken'
  }
  if (handOverByRule(turn) || takeLateGrade(turn, message)) return 'taken'
  const move = moveOf(turn, message)
  // "En español, por favor" answers nothing, and is no misunderstanding either.
  if (switched && move.do === 'miss' && questionOf(turn.state) !== undefined) run(turn, { kind: 'again' })
  else if (move.do !== 'miss' || !tellLanguages(turn, message)) makeMove(turn, message, move)
  return 'taken'
}

/** A new matter keeps a conversation open that the desk had resolved. Who calls the question off is told so, as of any other. */
function passBy(turn: Turn, feedback: Feedback): void {
  const { state } = turn
  delete state.survey?.open
  if (questionOf(state)?.optional === true) {
    if (feedback.as === 'other') run(turn, { kind: 'miss' })
    else if (state.survey !== undefined) surveyRun(turn).tell(state.survey.kind, { passed: true })
  }
  if (feedback.as === 'other' && feedback.matter) state.closing = false
}
