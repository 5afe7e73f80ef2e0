import { keepBooks } from './books.ts'
import { switchLanguage, switchRegister } from './language.ts'
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

/** Answers a message of the customer. */
export function takeMessage(turn: Turn, message: Message): void {
  keepBooks(turn, message)
  switchRegister(turn, message)
  const switched = switchLanguage(turn, message)
  if (turn.handoff !== undefined || handOverByRule(turn)) return
  let move = moveOf(turn, message)
  if (questionOf(turn.state)?.optional === true && !answers(turn, move)) {
    run(turn, { kind: 'miss' })
    if (turn.handoff !== undefined) return
    move = moveOf(turn, message)
  }
  // "En español, por favor" answers nothing, and is no misunderstanding either.
  if (switched && move.do === 'miss' && questionOf(turn.state) !== undefined)
    return run(turn, { kind: 'again' })
  makeMove(turn, message, move)
}

const answers = ({ state }: Turn, move: Move): boolean =>
  move.do === 'answer' ||
  (move.do === 'press' && move.offer.begin === undefined && state.offers.includes(move.offer))
