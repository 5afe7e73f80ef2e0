import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'

/** Of a stored text; undefined where it is no JSON. Whoever reads many rows reads with this, so that a damaged one fails alone. */
export function parsedOrNothing(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Gives the state of a stored text; one that is damaged is told and left out, so that the conversation begins anew. */
export type ReadState = (conversationId: string, text: string) => Json | undefined

export const stateReader =
  (log: Log): ReadState =>
  (conversation, text) => {
    const state = parsedOrNothing(text)
    if (state === undefined) {
      log.error({ conversation }, 'a stored state is no JSON: its conversation begins anew')
    }
    return state
  }
