import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

const EVERY_MS = 60_000
/** Of a backlog, as the first start of a version that counts finds it, a part is left to the next time: customers come first. */
const MOST = 5_000

/** Has the store sum up conversations that have ended, each minute. */
export function createGatherFigures({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'figures'>
  clock: Clock
  log: Log
}): Loop {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  const gather = () => {
    running = store.figures
      .gather(isoTime(clock()), MOST)
      .catch(error => log.error(errorFields(error), 'summing up the figures failed'))
  }
  return {
    start() {
      timer = setInterval(gather, EVERY_MS).unref()
    },
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
