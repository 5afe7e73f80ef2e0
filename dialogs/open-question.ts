import type { Json } from '../protocol/json.ts'
import { openOffers } from './offers.ts'
import { questionOf, topFrame, viewState } from './state.ts'

/** What the conversation waits for: hints for reading the next message. */
export interface OpenQuestion {
  /** Entity types that the open question asks for, and `offer` where choices stand that a number may mean; empty when there is neither. */
  expects: readonly string[]
  /** A call is out, so messages may be held. */
  waitingForCall: boolean
}

/** Read from a stored state at any time; never throws. */
export function openQuestion(state: Json | undefined): OpenQuestion {
  const read = viewState(state)
  const asked = questionOf(read)?.expects ?? []
  return {
    expects: openOffers(read).length > 0 ? [...asked, 'offer'] : asked,
    waitingForCall: topFrame(read)?.waiting?.for === 'call',
  }
}
