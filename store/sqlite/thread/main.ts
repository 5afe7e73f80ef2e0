// The thread of a SQLite database: opens the file of `workerData`, then answers calls in groups, a commit each, until it is told to close.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type Answer, createDesk, type Refusal, refusalOf } from './answer-calls.ts'
import type { Call } from './commands.ts'
import { type Connection, makeDurable, openConnection } from './connection.ts'
import { lockDatabase } from './lock.ts'
import { checkVersion, migrate } from './migrate.ts'

/** What the thread is started with. */
export interface ThreadData {
  path: string
  /** Holds `<path>.lock` until it ends. */
  exclusive: boolean
}

/** To the thread: calls; null: close, after all that came before. */
export type ToThread = readonly Call[] | null

/** From the thread: how opening went, then answers. */
export type FromThread = { opened: true } | { refused: Refusal } | readonly Answer[]

/**
 * A checkpoint waits for this much writing, and for a moment in which nobody waits. Whoever comes meanwhile waits 20 ms or so, and
 * pages that are written again and again are copied once. Commands, milliseconds.
 */
const CHECKPOINT = { writes: 8_000, idleMs: 5 }

const port = parentPort as MessagePort
const { path, exclusive } = workerData as ThreadData

try {
  serve(open())
  port.postMessage({ opened: true } satisfies FromThread)
} catch (error) {
  port.postMessage({ refused: refusalOf(error, path) } satisfies FromThread)
  port.close()
}

function open(): { connection: Connection; close(): void } {
  const unlock = exclusive ? lockDatabase(path) : undefined
  let connection: Connection | undefined
  try {
    connection = openConnection(path)
    checkVersion(connection)
    makeDurable(connection)
    migrate(connection)
    const { close } = connection
    return {
      connection,
      close() {
        close()
        unlock?.()
      },
    }
  } catch (error) {
    connection?.close()
    unlock?.()
    throw error
  }
}

function serve({ connection, close }: ReturnType<typeof open>): void {
  const desk = createDesk(connection)
  const tell = (answers: readonly Answer[]) => port.postMessage(answers satisfies FromThread)
  let closing = false
  let written = 0

  function take(message: ToThread): void {
    if (message === null) {
      closing = true
      return
    }
    const answers = desk.take(message)
    if (answers.length > 0) tell(answers)
  }

  const idle = setTimeout(() => {
    if (written < CHECKPOINT.writes) return
    written = 0
    try {
      connection.get('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // Nothing is lost: the next commit meets the same fault and reports it.
    }
  }, CHECKPOINT.idleMs)

  port.on('message', (message: ToThread) => {
    take(message)
    for (let answers = desk.commit(); answers.length > 0; answers = desk.commit()) {
      tell(answers)
      written += answers.length
      // What came meanwhile shares the next commit, without a turn of the event loop between.
      for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
        take(more.message)
      }
    }
    if (closing) {
      clearTimeout(idle)
      close()
      port.close()
    } else idle.refresh()
  })
}
