import { parentPort } from 'node:worker_threads'
import { readMail } from './payload.ts'

/** What the thread answers for the bytes of a mail; before the first one, that it is ready. */
export type ThreadAnswer = 'ready' | { mail: Awaited<ReturnType<typeof readMail>> } | { fault: string }

const post = (answer: ThreadAnswer) => parentPort?.postMessage(answer)

parentPort?.on('message', async (source: Uint8Array) => {
  const answer = await readMail(source).then(
    mail => ({ mail }),
    error => ({ fault: error instanceof Error ? error.name : typeof error }),
  )
  post(answer)
})

// Loaded before any mail's time is taken.
await Promise.all([import('mailparser'), import('html-to-text')])
post('ready')
