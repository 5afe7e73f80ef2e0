import { Worker } from 'node:worker_threads'
import type { Mail } from './payload.ts'
import type { ThreadAnswer } from './reading-thread.ts'

/** Reads mails on a thread of its own, one after the other. */
export interface MailReader {
  /** Begins to load what the first mail would wait for. */
  prepare(): void
  /** Rejects for bytes that are no mail, or that take longer than any honest mail does. */
  read(source: Uint8Array): Promise<Mail>
  close(): Promise<void>
}

/** The sources and the built package differ in this. */
const THREAD = new URL(`./reading-thread${import.meta.url.slice(-3)}`, import.meta.url)
/** The largest honest mail takes a second or two, on a busy machine ten. */
const READ_MS = 30_000
const MEMORY_MB = 768

/**
 * Anybody may write a mail, and there are ones of some hundred kilobytes that keep a parser busy for minutes (nested HTML, an address list without end). Apart, such a one costs
 * its own thread, which is ended, and the conversations of others go on.
 */
export function createMailReader(readMs = READ_MS): MailReader {
  let current: Promise<Worker> | undefined

  /** Resolves once the thread has loaded what it needs, which is no part of a mail's time. */
  function thread(): Promise<Worker> {
    current ??= startThread(() => {
      current = undefined
    })
    return current
  }

  return {
    prepare() {
      thread().catch(() => {})
    },
    async read(source) {
      return readOn(await thread(), source, readMs)
    },
    async close() {
      await (await current?.catch(() => undefined))?.terminate()
    },
  }
}

function startThread(onEnd: () => void): Promise<Worker> {
  const worker = new Worker(THREAD, { name: 'mail', resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  worker.unref()
  worker.once('exit', onEnd)
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that reads mails ended')))
  })
}

function readOn(worker: Worker, source: Uint8Array, readMs: number): Promise<Mail> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      act()
    }
    const onMessage = (answer: Exclude<ThreadAnswer, 'ready'>) =>
      settle(() => ('mail' in answer ? resolve(answer.mail) : reject(new Error(answer.fault))))
    const onError = (error: unknown) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('the thread that reads mails ended')))
    const timer = setTimeout(() => {
      // Only an ended thread takes no more of a processor; the next mail begins another.
      const ended = worker.terminate()
      settle(() => ended.finally(() => reject(new Error('a mail took too long to read'))))
    }, readMs)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(source)
  })
}
