import { dirname, join } from 'node:path'
import type { Log } from '../../protocol/log.ts'
import { assembleStore } from '../assemble.ts'
import type { Leases } from '../leases.ts'
import { plainMessage } from '../plain-message.ts'
import { plainText } from '../sql.ts'
import type { Store } from '../store.ts'
import { createWake } from '../wake.ts'
import { createCarriers } from './carriers.ts'
import { openDatabaseThread } from './database-thread.ts'
import { createInbox } from './inbox.ts'
import { createMediaFiles } from './media-files.ts'
import { createOutbox } from './outbox.ts'
import { createSql } from './sql.ts'
import { watchOthers } from './watch-others.ts'

/** Opens, and brings up to date, the database in this file. @throws StoreError */
export async function openSqlite(
  path: string,
  {
    idleMs,
    exclusive,
    log,
    mediaDir = join(dirname(path), 'media'),
  }: { idleMs: number; exclusive: boolean; log: Log; mediaDir?: string | undefined },
): Promise<Store> {
  const { call, close } = await openDatabaseThread({ path, exclusive })
  const wake = createWake(log)
  const leases: Leases = new Map()
  const carriers = createCarriers(leases)
  const stopWatching = exclusive ? watchOthers(call, wake) : undefined
  const sql = createSql(call)
  return assembleStore({
    engine: 'sqlite',
    sql,
    mediaBytes: createMediaFiles(mediaDir, sql),
    wake,
    idleMs,
    inbox: createInbox(call, wake, carriers, { idleMs, log }),
    outbox: createOutbox(call, wake, carriers, leases, log),
    async report(reports) {
      if (reports.length === 0) return
      const { freed, desk } = await call('report', reports)
      if (freed > 0) wake.tell('outbox', [])
      if (desk.length > 0) wake.tell('desk', desk)
    },
    // One writer at a time: sequence numbers are committed in their order.
    eventHorizon: async () => Number.MAX_SAFE_INTEGER,
    appendToLog: (...entry) => call('append', ...entry),
    postToLog: (message, idempotencyKey) =>
      call('post', plainMessage(message), plainText(idempotencyKey), idleMs),
    close() {
      stopWatching?.()
      return close()
    },
  })
}
