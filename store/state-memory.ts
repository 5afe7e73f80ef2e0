import type { Json } from '../protocol/json.ts'
import type { ReadState } from './stored-json.ts'

/** The states that this process wrote or read last, so that a conversation under way is not parsed anew at each turn. */
export interface StateMemory {
  /** The value of a stored text, or nothing where it is damaged. It is shared by all who read this text: nobody may change it. */
  read: ReadState
  keep(conversationId: string, text: string, state: Json): void
}

/** Conversations whose state is kept, some 10 KB each; the one written longest ago goes first. */
const KEPT = 1_000

/** A state is known by its whole text, so what another process or a transaction that was undone wrote is never mixed up. */
export function createStateMemory(parse: ReadState): StateMemory {
  const kept = new Map<string, { text: string; state: Json }>()
  const keep: StateMemory['keep'] = (id, text, state) => {
    kept.delete(id)
    kept.set(id, { text, state })
    if (kept.size <= KEPT) return
    for (const oldest of kept.keys()) {
      kept.delete(oldest)
      break
    }
  }
  return {
    keep,
    read(id, text) {
      const known = kept.get(id)
      if (known?.text === text) return known.state
      const state = parse(id, text)
      if (state !== undefined) keep(id, text, state)
      return state
    },
  }
}
