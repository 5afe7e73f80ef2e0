import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { WhatsappWebConfig } from '../config.ts'
import { driveClient } from '../drive-client.ts'
import { loadClient } from '../load-client.ts'
import type { PhoneCallName, PhoneEvent } from '../phone.ts'

/** null: close. */
export type ToPhone = { id: number; name: PhoneCallName; args: unknown[] } | null
export type FromPhone =
  | { event: PhoneEvent }
  | { id: number; result: unknown }
  | { id: number; error: string }

/*
 * The package throws in places where nobody can catch it (a page that navigates while it closes is enough), which ends a Node process. Here it ends this
 * thread, and the channel begins another one.
 */
const CLOSE_MS = 3_000

const port = parentPort
if (port === null) throw new Error('this is a thread, not a program')
const post = (message: FromPhone) => port.postMessage(message)

const { client, mediaOf } = await loadClient(workerData as WhatsappWebConfig)
const phone = driveClient(client, mediaOf, event => post({ event }))

/** A browser that lived on would hold the login's folder, and the next one could not begin. */
async function end(): Promise<never> {
  await Promise.race([phone.close().catch(() => {}), pause(CLOSE_MS)])
  client.pupBrowser?.process?.()?.kill('SIGKILL')
  process.exit()
}

process.on('uncaughtException', error => {
  post({ event: { kind: 'ended', reason: error.message } })
  void end()
})

port.on('message', async (message: ToPhone) => {
  if (message === null) return end()
  const { id, name, args } = message
  try {
    post({ id, result: await phone.call(name, ...(args as never)) })
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
