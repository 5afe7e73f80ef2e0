import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../protocol/clock.ts'
import type { ChannelDeps } from '../adapter.ts'
import type { OwnMessage } from './parse.ts'

/** A send of ours, from before the call. */
export interface Sending {
  /** The platform gave it this id. */
  sent(id: string): void
  /** It may have gone out. */
  unknown(): void
  /** It did not go out. */
  failed(): void
}

/** Whose a message of our own account is: this program's, with the key of the row part where that is news, or a person's. */
export type Author = { who: 'us'; part?: string } | { who: 'person' }

/**
 * X tells us of every message that our account sends, ours too. It is ours by the id that our call got; else by the app that sent it; else by its words, when
 * such a send is under way or its answer never came.
 */
export interface OwnSends {
  begin(send: { recipientId: string; text: string; part: string }): Sending
  judge(message: OwnMessage): Promise<Author>
}

interface Known {
  recipientId: string
  words: string
  part: string
  atMs: number
}

const MOST = 5_000
/** How long an answer of X to our call is awaited before a message counts as a person's; X wants its own answer within ten seconds. */
const WAIT_MS = 4_000
const UNKNOWN_FOR_MS = 600_000

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

export function createOwnSends(
  config: { appId?: string; consumerKey: string },
  deps: { clock: Clock; memory: ChannelDeps['memory'] },
): OwnSends {
  const ids = new Set<string>()
  /** Seen in a webhook before the call's own answer: the app that they came from. */
  const seenFirst = new Map<string, string>()
  const open = new Set<Known & { ended: Promise<void> }>()
  const doubtful = new Set<Known>()
  const memoryKey = `app_id.${createHash('sha256').update(config.consumerKey).digest('hex').slice(0, 16)}`
  let appId = config.appId

  const learn = (found: string | undefined) => {
    if (found === undefined || appId !== undefined) return
    appId = found
    // Only a later start wants it, and learns it again if this fails.
    void deps.memory.set(memoryKey, found).catch(() => {})
  }
  const matching = (sends: Iterable<Known>, { recipientId, text }: OwnMessage) =>
    [...sends].find(one => one.recipientId === recipientId && one.words === wordsOf(text))

  return {
    begin({ recipientId, text, part }) {
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      const known = { recipientId, words: wordsOf(text), part, atMs: deps.clock(), ended }
      open.add(known)
      const end = () => {
        open.delete(known)
        resolve()
      }
      return {
        sent(id) {
          ids.add(id)
          forgetOldest(ids)
          learn(seenFirst.get(id))
          end()
        },
        unknown() {
          doubtful.add(known)
          forgetOldest(doubtful)
          end()
        },
        failed: end,
      }
    },
    async judge(message) {
      const isOurs = () => {
        if (!ids.has(message.id)) return false
        learn(message.appId)
        return true
      }
      if (isOurs()) return { who: 'us' }
      for (const one of doubtful) if (one.atMs < deps.clock() - UNKNOWN_FOR_MS) doubtful.delete(one)
      const same = matching([...open, ...doubtful], message)
      if (same !== undefined) {
        doubtful.delete(same)
        if (message.appId !== undefined) seenFirst.set(message.id, message.appId)
        if (seenFirst.size > MOST) seenFirst.delete(seenFirst.keys().next().value as string)
        return { who: 'us', part: same.part }
      }
      appId ??= await deps.memory.get(memoryKey)
      if (appId !== undefined && message.appId !== undefined) {
        return { who: message.appId === appId ? 'us' : 'person' }
      }
      const others = [...open].filter(one => one.recipientId === message.recipientId)
      if (others.length > 0) {
        await Promise.race([
          Promise.all(others.map(one => one.ended)),
          pause(WAIT_MS, undefined, { ref: false }),
        ])
      }
      // Its answer may have come while something was awaited here.
      return isOurs() ? { who: 'us' } : { who: 'person' }
    },
  }
}

function forgetOldest(set: Set<unknown>): void {
  if (set.size > MOST) set.delete(set.values().next().value)
}
