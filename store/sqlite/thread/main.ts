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

/** From the thread: how opening went, then answers in the order of their calls. */
export type FromThread = { opened: true } | { refused: Refusal } | readonly Answer[]

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
  let closing = false
  const take = (message: ToThread) => {
    if (message === null) closing = true
    else desk.add(message)
  }
  port.on('message', (message: ToThread) => {
    take(message)
    for (let answers = desk.next(); answers.length > 0; answers = desk.next()) {
      port.postMessage(answers satisfies FromThread)
      // What came meanwhile shares the next commit, without a turn of the event loop between.
      for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
        take(more.message)
      }
    }
    if (!closing) return
    close()
    port.close()
  })
}
