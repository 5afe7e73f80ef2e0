import type { PlainMessage } from './plain-message.ts'
import type { ThreadState } from './thread-state.ts'

/**
 * Which of a message's keys (by their place) passed to this person from another one, with that one's thread. A phone number does when its thread is by now
 * called by a key that is nobody else's, and the message brings such a key that is another.
 * @param found the thread that is known by each key
 */
export function passedKeys(
  { keys, passing }: PlainMessage,
  found: readonly (ThreadState | undefined)[],
): ReadonlyMap<number, ThreadState> {
  const passed = new Map<number, ThreadState>()
  const own = keys.filter(key => !passing.includes(key))
  if (passing.length === 0 || own.length === 0) return passed
  const theirs = new Set(found.filter((_, n) => own.includes(keys[n] ?? '')).map(thread => thread?.id))
  for (const [n, key] of keys.entries()) {
    const thread = found[n]
    if (thread === undefined || theirs.has(thread.id)) continue
    if (passing.includes(key) && !passing.includes(thread.key)) passed.set(n, thread)
  }
  return passed
}
