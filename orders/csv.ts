import type { Clock } from '../protocol/clock.ts'
import { isoTime } from '../protocol/clock.ts'
import { type Log, silentLog } from '../protocol/log.ts'
import { ALLOWED, applyChanges } from './apply-changes.ts'
import { type OrderTable, readTable, watchedTable } from './csv-file.ts'
import { resolveDay } from './day.ts'
import { plainNumber } from './order-number.ts'
import { phoneTail, plainPhone } from './phone.ts'
import type { Order, OrderChangeLog, OrderSource } from './source.ts'

export interface CsvOrdersOptions {
  /** The name shown in faults: the path relative to where the command runs. */
  file: string
  /** Where the file lies; it is read again when it changes. */
  path?: string
  /** Or the text itself, read once: for tests and for content that comes out of a database. */
  text?: string
  changes: OrderChangeLog
  clock: Clock
  log?: Log
  /** Default 1000. */
  lookEveryMs?: number
}

/**
 * Orders from a CSV export. The file is only read: what customers change is kept in `changes` and laid over it.
 * @throws ContentError with every fault of the file, each as file, line and column.
 * @throws Unreachable when the file can't be read.
 */
export async function openCsvOrders(options: CsvOrdersOptions): Promise<OrderSource> {
  const { file, path, text = '', changes, clock, log = silentLog, lookEveryMs = 1000 } = options
  const table =
    path === undefined ? fixedTable(text, file) : watchedTable({ file, path, log, lookEveryMs, clock })
  await table()

  const asOfNow = async (order: Order): Promise<Order> =>
    asOf(order, await changes.list(order.number), clock())

  return {
    async find(number) {
      const plain = plainNumber(number)
      const order = (await table()).byNumber.get(plain)
      // Asked for an unknown number too, so that the time taken does not tell which numbers exist.
      const changed = await changes.list(plain)
      return order && asOf(order, changed, clock())
    },

    async byPhone(phone, limit) {
      const candidates = (await table()).byTail.get(phoneTail(phone)) ?? []
      const theirs = candidates.filter(order => plainPhone(order.phone, order.country) === phone)
      const dated = await Promise.all(theirs.map(asOfNow))
      return dated.sort((a, b) => (a.placedAt < b.placedAt ? 1 : -1)).slice(0, limit)
    },

    async change(number, change, idempotencyKey) {
      const plain = plainNumber(number)
      const order = (await table()).byNumber.get(plain)
      if (!order) return 'refused'
      const current = await asOfNow(order)
      const already =
        change.kind === 'cancel' ? current.cancelledAt : change.kind === 'return' && current.returnStartedAt
      if (already) return 'done'
      if (!ALLOWED[change.kind].includes(current.status)) return 'refused'
      // False means that this very request was written before the crash that repeats it: done all the same.
      await changes.add({ number: plain, change, idempotencyKey, at: isoTime(clock()) })
      return 'done'
    },
  }
}

function asOf(order: Order, changes: Awaited<ReturnType<OrderChangeLog['list']>>, now: number): Order {
  const dated = { ...order, placedAt: resolveDay(order.placedAt, now), eta: resolveDay(order.eta, now) }
  return applyChanges(dated, changes)
}

function fixedTable(text: string, file: string): () => Promise<OrderTable> {
  const table = readTable(text, file)
  return () => table
}
