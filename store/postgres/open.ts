import type { Log } from '../../protocol/log.ts'
import { assembleStore } from '../assemble.ts'
import { createGroup } from '../group.ts'
import type { NewReport, Store } from '../store.ts'
import { createWake } from '../wake.ts'
import { createBell } from './bell.ts'
import { createDatabase } from './database.ts'
import { eventHorizon } from './event-horizon.ts'
import { createInbox } from './inbox.ts'
import { createMediaBytes } from './media-bytes.ts'
import { migrate } from './migrate.ts'
import { createOutbox } from './outbox.ts'
import { report } from './report.ts'
import { createSql } from './sql.ts'
import { createAppend, createPost } from './webchat-append.ts'

/** Calls of `report` that share a commit at most. */
const REPORTS = 200

/** Opens, and brings up to date, the database that the URL names. Any number of processes may. @throws StoreError */
export async function openPostgres(
  url: string,
  { idleMs, log }: { idleMs: number; log: Log },
): Promise<Store> {
  const database = createDatabase(url, log)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  const bell = createBell(database, createWake(log), log)
  const inbox = createInbox(database, bell, { idleMs, log })
  const append = createAppend(database)
  /** Calls share a commit; any of them may have freed something. */
  const reportTogether = createGroup(async (calls: readonly (readonly NewReport[])[]) => {
    const reported = await database.transaction(session => report(session, calls.flat()))
    return calls.map((_, n) => ({ ...reported, desk: n === 0 ? reported.desk : [] }))
  }, REPORTS)
  let closing: Promise<void> | undefined
  const sql = createSql(database)
  return assembleStore({
    engine: 'postgres',
    sql,
    mediaBytes: createMediaBytes(sql),
    wake: bell,
    idleMs,
    inbox,
    outbox: createOutbox(database, bell, log),
    async report(reports) {
      if (reports.length === 0) return
      const { freed, desk } = await reportTogether(reports)
      if (freed > 0) bell.tell('outbox', [])
      if (desk.length > 0) bell.tell('desk', desk)
    },
    eventHorizon: () => eventHorizon(database),
    appendToLog: append,
    postToLog: createPost(append, inbox),
    close() {
      closing ??= bell.close().then(() => database.close())
      return closing
    },
  })
}
