import type { Json, JsonObject } from '../protocol/json.ts'
import { viewState } from './state.ts'
import type { Situation } from './turn-types.ts'

/** What the engine knows of the matter, for the context package: the slots of all open dialogs, the open one's before those beneath. Never throws. */
export function situation(state: Json | undefined): Situation {
  const { language, intent, sentiments, remembered, last, frames, order, tried, misses } = viewState(state)
  const slots: JsonObject = Object.assign({}, remembered, last?.slots, ...frames.map(frame => frame.slots))
  return {
    ...(language !== undefined && { language }),
    ...(intent !== undefined && { intent }),
    sentiment: sentiments.map(({ label, score }) => ({ label, score })),
    slots,
    ...(order !== undefined && { order }),
    tried: tried.map(({ at, kind, name, outcome, error }) => ({
      at,
      kind,
      name,
      ...(outcome !== undefined && { outcome }),
      ...(error !== undefined && { error }),
    })),
    misses,
  }
}

/** Whether an order was shown in this conversation, which takes proof of who asks. Never throws. */
export const orderShown = (state: Json | undefined): boolean => viewState(state).order !== undefined
