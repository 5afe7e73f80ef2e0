import type { Log } from '../../protocol/log.ts'
import { assembleStore } from '../assemble.ts'
import type { Leases } from '../leases.ts'
import type { Store } from '../store.ts'
import { createWake } from '../wake.ts'
import { createCarriers } from './carriers.ts'
import { createCommitQueue } from './commit-queue.ts'
import { type Connection, makeDurable, openConnection } from './connection.ts'
import { storeErrorOf } from './errors.ts'
import { createInbox } from './inbox.ts'
import { lockDatabase } from './lock.ts'
import { checkVersion, migrate } from './migrate.ts'
import { createOutbox } from './outbox.ts'
import { createSql } from './sql.ts'
import { watchOthers } from './watch-others.ts'
import { createAppend } from './webchat-append.ts'

/** Opens, and brings up to date, the database in this file. @throws StoreError */
export async function openSqlite(
  path: string,
  options: { idleMs: number; exclusive: boolean; log: Log },
): Promise<Store> {
  const unlock = options.exclusive ? lockDatabase(path) : undefined
  let connection: Connection | undefined
  try {
    connection = openConnection(path)
    checkVersion(connection)
    makeDurable(connection)
    migrate(connection)
    return createStore(connection, options, unlock)
  } catch (error) {
    connection?.close()
    unlock?.()
    throw storeErrorOf(error, path)
  }
}

function createStore(
  connection: Connection,
  { idleMs, log }: { idleMs: number; log: Log },
  unlock: (() => void) | undefined,
): Store {
  const wake = createWake(log)
  const queue = createCommitQueue(connection)
  const leases: Leases = new Map()
  const carriers = createCarriers(leases)
  const stopWatching = unlock === undefined ? undefined : watchOthers(connection, wake)
  let closing: Promise<void> | undefined
  return assembleStore({
    engine: 'sqlite',
    sql: createSql(connection, queue),
    wake,
    idleMs,
    inbox: createInbox(connection, queue, wake, carriers, idleMs),
    outbox: createOutbox(connection, queue, wake, carriers, leases, log),
    // One writer at a time: sequence numbers are committed in their order.
    eventHorizon: async () => Number.MAX_SAFE_INTEGER,
    appendToLog: createAppend(connection, queue),
    close() {
      closing ??= queue.drain().then(() => {
        stopWatching?.()
        connection.close()
        unlock?.()
      })
      return closing
    },
  })
}
