import type { WebchatLog } from '../../../adapters/webchat/deps.ts'
import type { Activity } from '../../../protocol/activity.ts'

let calls = 0

/** Waits one to seven turns of the event loop, differently each time, so that what relies on luck for its order loses it. */
export async function unevenly(): Promise<void> {
  for (let turns = (++calls * 5) % 7; turns >= 0; turns--) await new Promise(resolve => setImmediate(resolve))
}

/** A log as the store keeps it, in memory, with its wake; `fail` makes the next calls throw. */
export function memoryLog() {
  const entries = new Map<string, { seq: number; activity: Activity; key: string }[]>()
  const conversations = new Map<string, { userId: string; openedAt: string }>()
  const files = new Map<string, { contentType: string; name: string; bytes: Uint8Array }>()
  const listeners = new Set<(keys: readonly string[]) => void>()
  const state: { fail: unknown } = { fail: undefined }
  // The store answers after a commit: never in the same tick, and not always equally fast.
  const commit = async () => {
    await unevenly()
    if (state.fail !== undefined) throw state.fail
  }
  const of = (key: string) => entries.get(key) ?? []
  const reached = new Map<string, number>()
  const links = new Map<string, string>()
  const log: WebchatLog = {
    async reached(key, seq) {
      reached.set(key, Math.max(seq, reached.get(key) ?? 0))
    },
    async redeemLink(hash) {
      const key = links.get(hash)
      links.delete(hash)
      return key
    },
    async append(key, activity, idempotencyKey) {
      await commit()
      const there = of(key).find(entry => entry.key === idempotencyKey)
      if (there) return there.seq
      const seq = of(key).length + 1
      entries.set(key, [...of(key), { seq, activity: structuredClone(activity), key: idempotencyKey }])
      for (const listener of listeners) listener([key])
      return seq
    },
    async read(key, after, limit) {
      await commit()
      return of(key)
        .filter(entry => entry.seq > after)
        .slice(0, limit)
        .map(({ seq, activity }) => ({ seq, activity }))
    },
    async last(key) {
      return of(key).length
    },
    async open(key, userId, at) {
      await commit()
      const there = conversations.get(key)
      if (there) return { fresh: false, userId: there.userId }
      conversations.set(key, { userId, openedAt: at })
      return { fresh: true, userId }
    },
    async find(key) {
      return conversations.get(key)
    },
    async putFile(file) {
      await commit()
      files.set(file.id, file)
    },
    async file(id) {
      return files.get(id)
    },
  }
  return {
    reached,
    links,
    log,
    state,
    entries: of,
    onGrown(listener: (keys: readonly string[]) => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
