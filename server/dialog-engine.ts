import { noticeOf } from '../dialogs/notice.ts'
import { openQuestion } from '../dialogs/open-question.ts'
import { orderShown, situation } from '../dialogs/situation.ts'
import { takeTurn } from '../dialogs/turn.ts'
import type { Engine } from './engine.ts'

/** The dialog engine in the shape that the loops call it. */
export const dialogEngine: Engine = {
  takeTurn: (content, facts, state, event) => takeTurn(content, state, event, facts),
  notice: (content, facts, state, key, values) => noticeOf(content, state, facts, key, values),
  situation,
  orderShown,
  expects: (_content, state) => openQuestion(state).expects,
  waitingForCall: state => openQuestion(state).waitingForCall,
}
