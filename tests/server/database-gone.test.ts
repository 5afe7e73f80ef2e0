import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freshDatabase } from '../fresh-database.ts'
import { freePort, startChild } from './child-server.ts'
import { openChat } from './direct-line-client.ts'

/** Ends the database's thread at a signal, as running out of memory would. */
const FRAGILE = `process.on('worker', worker => process.on('SIGUSR2', () => worker.terminate()))`

test('a server whose database thread is gone ends within ten seconds, and its next life answers all it took', async () => {
  const database = await freshDatabase('sqlite')
  const options = { databaseUrl: database.url, port: await freePort() }
  const preload = `--import data:text/javascript,${encodeURIComponent(FRAGILE)}`
  let server = await startChild({ ...options, env: { NODE_OPTIONS: preload } })
  try {
    const chat = await openChat(server.url)
    const posts = Array.from({ length: 20 }, (_, n) => chat.post('how can I pay?', `m${n}`))
    await pause(30)
    const ended = once(server.process, 'exit')
    const killedAt = performance.now()
    server.process.kill('SIGUSR2')
    expect(await ended).toEqual([1, null])
    expect(performance.now() - killedAt).toBeLessThan(10_000)
    await expect.poll(() => server.output().stderr).toContain('a fault that nobody caught: stopping')
    server = await startChild(options)
    const ids = new Set(await Promise.all(posts))
    const unanswered = async () => {
      const log = await chat.log()
      return [...ids].filter(id => !log.some(entry => entry.from?.role === 'bot' && entry.replyToId === id))
    }
    await expect.poll(unanswered, { timeout: 10_000 }).toEqual([])
  } finally {
    await server.end('SIGKILL')
    await database.drop()
  }
}, 60_000)
