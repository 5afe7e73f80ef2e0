import { lessonsOf } from '../handoff/suggest/lessons.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

export interface LearnRepliesDeps {
  store: Pick<Store, 'events' | 'handoffs' | 'transcript' | 'replies' | 'settings'>
  clock: Clock
  log: Log
  /** Between two looks at what was resolved. Milliseconds. */
  everyMs?: number
}

const EVERY_MS = 30_000
const BATCH = 500
/** Entries of one conversation that are read. */
const MOST_ENTRIES = 500
const CURSOR = 'replies.learned'

/**
 * Learns from resolved hand-offs what agents answer. Where it is stands in the store, and each answer is learned once, so that a kill or a second process loses and doubles
 * nothing.
 */
export function createLearnReplies({ store, log, everyMs = EVERY_MS }: LearnRepliesDeps): Loop {
  const alarm = createAlarm()
  let stopping = false
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!stopping) {
      const more = await learn().catch(error => {
        log.error(errorFields(error), 'learning what agents answer waits for the database')
        return false
      })
      if (!more) await alarm.sleep(everyMs)
    }
  }

  /** True when there may be more. */
  async function learn(): Promise<boolean> {
    const after = Number((await store.settings.get(CURSOR)) ?? 0)
    const events = await store.events.list({ after, limit: BATCH })
    const last = events.at(-1)
    if (last === undefined) return false
    const ids = events
      .filter(({ name }) => name === 'handoff.resolve')
      .map(({ data }) => String(data.handoff))
    for (const id of new Set(ids)) {
      if (stopping) return false
      await learnFrom(id)
    }
    await store.settings.set(CURSOR, String(last.seq))
    return events.length === BATCH
  }

  async function learnFrom(id: string): Promise<void> {
    const handoff = await store.handoffs.get(id)
    if (handoff === undefined) return
    const entries = await store.transcript.newest(handoff.conversationId, { limit: MOST_ENTRIES })
    await store.replies.keep(lessonsOf(handoff, entries))
  }

  return {
    start() {
      running = run()
    },
    async stop() {
      stopping = true
      alarm.ring()
      await running
    },
  }
}
