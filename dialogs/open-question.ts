import type { Json } from '../protocol/json.ts'
import { questionOf, topFrame, viewState } from './state.ts'

/** What the conversation waits for: hints for reading the next message. */
export interface OpenQuestion {
  /** Entity types that the open question asks for; empty when none is open. */
  expects: readonly string[]
  /** A call is out, so messages may be held. */
  waitingForCall: boolean
}

/** Read from a stored state at any time; never throws. */
export function openQuestion(state: Json | undefined): OpenQuestion {
  const read = viewState(state)
  return {
    expects: questionOf(read)?.expects ?? [],
    waitingForCall: topFrame(read)?.waiting?.for === 'call',
  }
}
