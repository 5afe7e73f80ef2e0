import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { errorFields } from './log.ts'

const SWEEP_MS = 3_600_000

/** Has the store delete what is past keeping, each hour; to be cleared by the caller. */
export function sweepHourly({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'sweep'>
  clock: Clock
  log: Log
}): NodeJS.Timeout {
  const sweep = () =>
    store.sweep(isoTime(clock())).catch(error => log.error(errorFields(error), 'sweeping failed'))
  return setInterval(sweep, SWEEP_MS).unref()
}
