import { Worker } from 'node:worker_threads'
import type { WhatsappWebConfig } from './config.ts'
import type { OpenPhone, Phone } from './phone.ts'
import type { FromPhone, ToPhone } from './phone-thread/main.ts'

/** The sources and the built package differ in this. */
const MAIN = new URL(`./phone-thread/main${import.meta.url.slice(-3)}`, import.meta.url)
const CLOSE_MS = 5_000

/** Opens the browser from a thread of its own: whatever the package does there ends the thread and no more. `program`: for tests. */
export function openPhoneThread(config: WhatsappWebConfig, program: URL = MAIN): OpenPhone {
  return onEvent => {
    const worker = new Worker(program, { workerData: config, name: 'whatsapp-web' })
    const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
    let lastId = 0
    let isOver = false
    const end = (reason: string) => {
      if (isOver) return
      isOver = true
      for (const { reject } of waiting.values()) reject(new Error(reason))
      waiting.clear()
      onEvent({ kind: 'ended', reason })
    }
    const exited = new Promise<void>(resolve => worker.once('exit', () => resolve()))
    worker.on('error', error => end(error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => end('the thread has ended'))
    worker.on('message', (message: FromPhone) => {
      if ('event' in message) {
        if (message.event.kind === 'ended') end(message.event.reason)
        else if (!isOver) onEvent(message.event)
        return
      }
      const call = waiting.get(message.id)
      waiting.delete(message.id)
      if ('error' in message) call?.reject(new Error(message.error))
      else call?.resolve(message.result)
    })
    const post = (message: ToPhone) => worker.postMessage(message)
    return {
      call(name, ...args) {
        if (isOver) return Promise.reject(new Error('the phone is not linked any more'))
        const id = ++lastId
        return new Promise<unknown>((resolve, reject) => {
          waiting.set(id, { resolve, reject })
          post({ id, name, args })
        }) as ReturnType<Phone['call']> as never
      },
      async close() {
        end('closed')
        post(null)
        const late = setTimeout(() => void worker.terminate(), CLOSE_MS)
        await exited
        clearTimeout(late)
      },
    }
  }
}
