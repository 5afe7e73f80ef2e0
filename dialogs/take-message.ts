import { keepBooks } from './books.ts'
import { switchLanguage, switchRegister, tellLanguages } from './language.ts'
import { makeMove } from './make-move.ts'
import type { Message } from './message.ts'
import { type Move, moveOf, wantsHuman, wantsToCancel } from './moves.ts'
import { handOverByRule } from './rules.ts'
import { run } from './run.ts'
import { questionOf, topFrame } from './state.ts'
import type { Turn } from './turn-context.ts'

/** True when the message must wait for the call that is out: all do, but a wish for a person and a cancellation. */
export function mustWait(turn: Turn, message: Message): boolean {
  if (topFrame(turn.state)?.waiting?.for !== 'call') return false
  return !wantsHuman(turn, message) && !wantsToCancel(turn, message)
}

/**
 * Answers a message of the customer. A question that need not be answered is passed by first; when a call goes out by that, the message is
 * `held` until it is settled.
 */
export function takeMessage(turn: Turn, message: Message): 'taken' | 'held' {
  if (questionOf(turn.state)?.optional === true && !answers(turn, moveOf(turn, message))) {
    run(turn, { kind: 'miss' })
    if (turn.handoff !== undefined) return 'taken'
    if (mustWait(turn, message)) return 'held'
  }
  keepBooks(turn, message)
  switchRegister(turn, message)
  const switched = switchLanguage(turn, message)
  if (turn.taken || handOverByRule(turn)) return 'taken'
  const move = moveOf(turn, message)
  // "En español, por favor" answers nothing, and is no misunderstanding either.
  if (switched && move.do === 'miss' && questionOf(turn.state) !== undefined) run(turn, { kind: 'again' })
  else if (move.do !== 'miss' || !tellLanguages(turn, message)) makeMove(turn, message, move)
  return 'taken'
}

const answers = ({ state }: Turn, move: Move): boolean =>
  move.do === 'answer' ||
  (move.do === 'press' && move.offer.begin === undefined && state.offers.includes(move.offer))
