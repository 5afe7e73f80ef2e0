import type { Log } from '../../protocol/log.ts'
import { createAgents } from '../agents.ts'
import { createConversations } from '../conversations.ts'
import { createEvents } from '../events.ts'
import { createHandoffs } from '../handoffs.ts'
import { createProofs, createTries } from '../limits.ts'
import { createOrderChanges } from '../order-changes.ts'
import { createSettings } from '../settings.ts'
import type { Store } from '../store.ts'
import { sweep } from '../sweep.ts'
import { createTranscript } from '../transcript.ts'
import { createVersions } from '../versions.ts'
import { createWake } from '../wake.ts'
import { createWebchat } from '../webchat.ts'
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
  const sql = createSql(connection, queue)
  const stopWatching = unlock === undefined ? undefined : watchOthers(connection, wake)
  let closing: Promise<void> | undefined
  return {
    engine: 'sqlite',
    inbox: createInbox(connection, queue, wake, idleMs),
    outbox: createOutbox(connection, queue, wake, log),
    transcript: createTranscript(sql),
    conversations: createConversations(sql),
    // One writer at a time: sequence numbers are committed in their order.
    events: createEvents(sql, async () => Number.MAX_SAFE_INTEGER),
    versions: createVersions(sql),
    webchat: createWebchat(sql, wake, createAppend(connection, queue)),
    handoffs: createHandoffs(sql),
    agents: createAgents(sql),
    settings: createSettings(sql),
    tries: createTries(sql),
    proofs: createProofs(sql),
    orderChanges: createOrderChanges(sql),
    onWake: wake.listen,
    async ping() {
      await sql.all('SELECT number FROM conserje_migrations LIMIT 1')
    },
    sweep: now => sweep(sql, now, idleMs),
    close() {
      closing ??= queue.drain().then(() => {
        stopWatching?.()
        connection.close()
        unlock?.()
      })
      return closing
    },
  }
}
