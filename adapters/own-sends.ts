import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../protocol/clock.ts'

/** A send of ours, from before the call. */
export interface Sending {
  /** The platform gave it this id. */
  sent(id: string): void
  /** It may have gone out. */
  unknown(): void
  /** It did not go out. */
  failed(): void
}

/**
 * What this process has sent on a channel whose platform tells of every message of our account, ours and those of people at its own app alike: by it the two
 * are told apart. Kept in this process.
 */
export interface OwnSends {
  begin(send: { to: string; text: string; part: string }): Sending
  /** A call of ours got this id. */
  isOurs(id: string): boolean
  /**
   * The key of the row part of a send of these words to that person, which is under way or whose answer never came: the platform's own word proves then
   * that it went out. Once a send, and the same again for the same `id`: platforms tell of a message more than once.
   */
  claim(message: { id: string; to: string; text: string }): string | undefined
  /** Resolves when the sends to that person that are under way now have ended, or after `mostMs`. */
  ended(to: string, mostMs: number): Promise<void>
}

interface Known {
  to: string
  words: string
  part: string
  atMs: number
  claimed: boolean
}

const MOST = 5_000
/** How long a message may take to be told of after its answer was lost. */
const IN_DOUBT_MS = 600_000

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

export function createOwnSends(clock: Clock): OwnSends {
  const ids = new Set<string>()
  const open = new Map<Known, Promise<void>>()
  const inDoubt = new Set<Known>()
  const claimed = new Map<string, string>()

  return {
    begin({ to, text, part }) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const known: Known = { to, words: wordsOf(text), part, atMs: clock(), claimed: false }
      open.set(known, promise)
      const end = () => {
        open.delete(known)
        resolve()
      }
      return {
        sent(id) {
          ids.add(id)
          forgetOldest(ids)
          end()
        },
        unknown() {
          if (!known.claimed) inDoubt.add(known)
          forgetOldest(inDoubt)
          end()
        },
        failed: end,
      }
    },
    isOurs: id => ids.has(id),
    claim({ id, to, text }) {
      const before = claimed.get(id)
      if (before !== undefined) return before
      for (const one of inDoubt) if (one.atMs < clock() - IN_DOUBT_MS) inDoubt.delete(one)
      const words = wordsOf(text)
      const same = [...open.keys(), ...inDoubt].find(
        one => one.to === to && one.words === words && !one.claimed,
      )
      if (same === undefined) return undefined
      same.claimed = true
      inDoubt.delete(same)
      claimed.set(id, same.part)
      forgetOldest(claimed)
      return same.part
    },
    async ended(to, mostMs) {
      const waits = [...open].filter(([one]) => one.to === to).map(([, promise]) => promise)
      if (waits.length === 0) return
      const stop = new AbortController()
      const late = pause(mostMs, undefined, { ref: false, signal: stop.signal }).catch(() => {})
      await Promise.race([Promise.all(waits), late])
      stop.abort()
    },
  }
}

function forgetOldest(known: Set<unknown> | Map<unknown, unknown>): void {
  if (known.size > MOST) known.delete(known.keys().next().value)
}
