import { setTimeout as pause } from 'node:timers/promises'

/**
 * What this process sent lately, so that its echo is not taken for a person's answer: Instagram's echoes bear no key of ours, and may come before the answer
 * to our call does.
 */
export interface SentMessages {
  /** Around a send: `send` resolves to the platform's id. */
  during<T extends { platformId: string }>(thread: string, send: () => Promise<T>): Promise<T>
  /** Whether we sent that message; while one to that thread is under way, waits for its end. */
  isOurs(thread: string, platformId: string): Promise<boolean>
}

/** Ids remembered; an echo comes within seconds. */
const MOST_IDS = 20_000
/** Meta repeats a webhook that is not answered by then; a send that takes longer is judged by what is known. */
const MOST_WAIT_MS = 4_000

/** Kept in this process, lost with it. `wait`: for tests. */
export function createSentMessages(wait: (ms: number) => Promise<unknown> = pauseQuietly): SentMessages {
  const ids = new Set<string>()
  const underWay = new Map<string, Set<Promise<unknown>>>()

  const remember = (id: string) => {
    ids.add(id)
    if (ids.size > MOST_IDS) ids.delete(ids.values().next().value as string)
  }
  return {
    async during(thread, send) {
      const sending = send()
      const sends = underWay.get(thread) ?? new Set()
      underWay.set(thread, sends.add(sending))
      try {
        const receipt = await sending
        remember(receipt.platformId)
        return receipt
      } finally {
        sends.delete(sending)
        if (sends.size === 0) underWay.delete(thread)
      }
    },
    async isOurs(thread, platformId) {
      const sends = [...(underWay.get(thread) ?? [])]
      if (!ids.has(platformId) && sends.length > 0) {
        await Promise.race([Promise.allSettled(sends), wait(MOST_WAIT_MS)])
      }
      return ids.has(platformId)
    },
  }
}

const pauseQuietly = (ms: number) => pause(ms, undefined, { ref: false })
