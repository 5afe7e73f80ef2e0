import type { Worker } from 'node:worker_threads'
import { openStore } from '../../../store/open.ts'

// Opens the database of its argument, loses its thread, and tells which fault nobody caught, what a call meets then, and that the store still closes.
let thread: Worker | undefined
process.once('worker', worker => {
  thread = worker
})
const store = await openStore({ url: process.argv[2] as string, idleMs: 1_000_000, exclusive: true })
const uncaught = new Promise<Error>(resolve => process.once('uncaughtException', resolve))
thread?.emit('error', new Error('no memory left'))
await thread?.terminate()
const fault = await uncaught
const ping = await store.ping().catch((error: unknown) => error)
await store.close()
console.log(JSON.stringify({ fault: fault.message, same: ping === fault, closed: true }))
