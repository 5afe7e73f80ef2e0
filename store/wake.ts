import type { Log } from '../protocol/log.ts'
import type { WakeTopic } from './store.ts'

type WakeListener = (topic: WakeTopic, ids: readonly string[]) => void

export interface Wake {
  /** Tells all listeners of this process. */
  tell(topic: WakeTopic, ids: readonly string[]): void
  /** Returns the function that ends it. */
  listen(listener: WakeListener): () => void
}

/** Listeners of this process; one that throws is logged, and keeps no other from hearing. */
export function createWake(log: Log): Wake {
  const listeners = new Set<WakeListener>()
  return {
    tell(topic, ids) {
      for (const listener of listeners) {
        try {
          listener(topic, ids)
        } catch (error) {
          log.error({ err: error, topic }, 'a listener for new work failed')
        }
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
