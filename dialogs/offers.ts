import { keepLast, type Offer, questionOf, type State } from './state.ts'

/** Buttons further up that still work. */
const EARLIER_OFFERS = 20
/** After so many messages of the customer nobody means the numbers of a list further up. */
const PASSED_MESSAGES = 3

/**
 * Replaces the choices that are open; those that begin something stay usable: by their button, and by their number for a few messages, as long as no other
 * choices and no question came after them.
 */
export function replaceOffers(state: State, offers: readonly Offer[]): void {
  const old = state.offers
  for (const offer of old) {
    if (offer.begin === undefined) continue
    state.earlier = state.earlier.filter(({ id }) => id !== offer.id)
    keepLast(state.earlier, offer, EARLIER_OFFERS)
  }
  state.offers = [...offers]
  if (offers.length > 0) delete state.passed
  else if (old.length > 0 && old.every(({ begin }) => begin !== undefined)) {
    state.passed = { count: old.length, messages: state.messages }
  } else if (old.length > 0) delete state.passed
}

/** The choices that a typed number or title may mean, in their order. */
export function openOffers(state: Readonly<State>): readonly Offer[] {
  const { offers, earlier, passed, messages } = state
  if (offers.length > 0 || passed === undefined || questionOf(state) !== undefined) return offers
  return messages - passed.messages <= PASSED_MESSAGES ? earlier.slice(-passed.count) : offers
}
