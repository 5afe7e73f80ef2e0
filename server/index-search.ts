import { setTimeout as pause } from 'node:timers/promises'
import { mask, SECRETS_ONLY } from '../handoff/mask/mask.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { SearchStore } from '../store/store.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

/** What was said is found after so long. */
const ROUND_MS = 1_000
/** Between the rounds of a long way, so that customers' messages go first. */
const BREATH_MS = 20
const FAULT_MS = 10_000

/** What nobody may read, nobody may find letter by letter. */
const hideSecrets = (text: string) => mask(text, SECRETS_ONLY)

/** Keeps the search's index up to date, beside the messages' own way. */
export function createIndexSearch({
  search,
  clock,
  log,
}: {
  search: Pick<SearchStore, 'index'>
  clock: Clock
  log: Log
}): Loop {
  const stopped = new AbortController()
  let running = Promise.resolve()

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      let waitMs = ROUND_MS
      try {
        if (await search.index(clock(), hideSecrets)) waitMs = BREATH_MS
      } catch (error) {
        log.error(
          errorFields(error),
          'what was said could not be indexed for the search; it will be tried again',
        )
        waitMs = FAULT_MS
      }
      await pause(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {})
    }
  }

  return {
    start() {
      running = run()
    },
    stop() {
      stopped.abort()
      return running
    },
  }
}
