import { readFile, stat } from 'node:fs/promises'
import { ContentError, Unreachable } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import { phoneTail } from './phone.ts'
import { readOrders } from './read-orders.ts'
import type { Order } from './source.ts'

/** An orders file in memory. Dates are as written. */
export interface OrderTable {
  byNumber: ReadonlyMap<string, Order>
  /** Orders by the tail of their phone. */
  byTail: ReadonlyMap<string, readonly Order[]>
}

export interface CsvFileOptions {
  /** The name shown in faults and logs. */
  file: string
  path: string
  log: Log
  /** Milliseconds between two looks at the file's time and size. */
  lookEveryMs: number
  clock: () => number
}

/** @throws ContentError with every fault. */
export async function readTable(text: string, file: string): Promise<OrderTable> {
  const { orders, faults } = await readOrders(text, file)
  if (faults.length > 0) throw new ContentError(faults)
  const byTail = new Map<string, Order[]>()
  for (const order of orders.values()) {
    const tail = phoneTail(order.phone)
    if (tail === '') continue
    const same = byTail.get(tail)
    if (same) same.push(order)
    else byTail.set(tail, [order])
  }
  return { byNumber: orders, byTail }
}

/**
 * An orders file that is read again when it changes on disk: by time or size, looked at when an order is asked for. A version with faults, or a file
 * that is away for a moment while it is replaced, leaves the last good one in use and is told to the log once.
 */
export function watchedTable({
  file,
  path,
  log,
  lookEveryMs,
  clock,
}: CsvFileOptions): () => Promise<OrderTable> {
  let table: OrderTable | undefined
  let stamp = ''
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const info = await stat(path)
    const found = `${info.mtimeMs}:${info.size}`
    if (found === stamp) return
    // Noted before reading: a faulty version is not read again and again, only when it changes.
    stamp = found
    table = await readTable(await readText(path, file), file)
  }

  async function lookAndTell(): Promise<void> {
    try {
      await look()
    } catch (error) {
      if (!table) throw told(error, file)
      if (error instanceof ContentError) {
        const [first] = error.faults
        log.warn(
          { file, line: first?.line, col: first?.col, faults: error.faults.length },
          'the orders file has faults: the last good version stays in use',
        )
      } else
        log.warn({ file, code: (error as NodeJS.ErrnoException).code }, 'the orders file could not be read')
    } finally {
      lookedAt = clock()
      looking = undefined
    }
  }

  return async () => {
    // The clock may go back: then a look too many does no harm.
    if (!table || Math.abs(clock() - lookedAt) >= lookEveryMs) {
      looking ??= lookAndTell()
      await looking
    }
    if (!table) throw new Unreachable(`${file} could not be read`)
    return table
  }
}

async function readText(path: string, file: string): Promise<string> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const message = 'this file is not UTF-8; save it as "CSV UTF-8"'
    throw new ContentError([{ file, line: 1, col: 1, message, severity: 'error' }])
  }
}

const told = (error: unknown, file: string): unknown =>
  error instanceof ContentError
    ? error
    : new Unreachable(`${file} could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, {
        cause: error,
      })
