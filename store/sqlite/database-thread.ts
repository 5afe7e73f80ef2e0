import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StoreError } from '../../protocol/errors.ts'
import { createLine, type Line, storeError } from './line.ts'
import type { FromThread, ThreadData, ToThread } from './thread/main.ts'

export interface DatabaseThread {
  call: Line['call']
  /** After all that was called before. Idempotent. */
  close(): Promise<void>
}

/** The sources and the built package differ in this. */
const MAIN = new URL(`./thread/main${import.meta.url.slice(-3)}`, import.meta.url)

/** A thread does not take the compile cache along by itself: without it each start strips and compiles anew, which costs 27 MB and 70 ms. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir()
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) }
}

/**
 * Opens the file on a thread of its own, so that neither a commit nor a checkpoint stops the event loop, and the next turns are thought of while the last are written.
 * @throws StoreError
 */
export function openDatabaseThread(data: ThreadData): Promise<DatabaseThread> {
  const worker = new Worker(MAIN, { workerData: data, name: 'database', env: threadEnvironment() })
  const post = (message: ToThread) => worker.postMessage(message)
  let busy = false
  let closing = false
  const line = createLine(post, waits => {
    busy = waits
    if (closing && !waits) post(null)
    // A store that waits for nothing keeps no program alive.
    else if (waits) worker.ref()
    else worker.unref()
  })
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  function close(): Promise<void> {
    if (closing) return ended
    closing = true
    worker.ref()
    if (!busy) post(null)
    return ended
  }
  return new Promise((resolve, reject) => {
    let serving = false
    /** A server whose database is gone must not live on: a fault that nobody catches ends it, and it is begun anew. */
    function gone(fault: StoreError): void {
      line.broken(fault)
      reject(fault)
      if (serving && !closing) {
        setImmediate(() => {
          throw fault
        })
      }
      serving = false
    }
    worker.on('message', (message: FromThread) => {
      if ('opened' in message) {
        worker.unref()
        serving = true
        resolve({ call: line.call, close })
      } else if ('refused' in message) reject(storeError(message.refused))
      else line.answered(message)
    })
    worker.once('error', error =>
      gone(
        new StoreError('store.failed', `The thread of ${data.path} broke: ${error.message}`, {
          cause: error,
        }),
      ),
    )
    worker.once('exit', () => {
      const how = closing ? 'is closed' : 'is gone: its thread ended by itself'
      gone(new StoreError('store.failed', `The database ${data.path} ${how}.`))
    })
  })
}
