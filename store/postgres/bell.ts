import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { z } from 'zod'
import type { Log } from '../../protocol/log.ts'
import type { WakeTopic } from '../store.ts'
import type { Wake } from '../wake.ts'
import type { Database } from './database.ts'

const CHANNEL = 'conserje_wake'
/** Sent together: inside the transactions, or one by one, notifications cost a quarter to a half of the speed. */
const COALESCE_MS = 10
/** The net under lost notifications, and how often a lost connection is made anew. */
const POLL_MS = 1_000
/** PostgreSQL takes 8,000 bytes a notification; an id has 40. */
const IDS_A_NOTE = 100

const noteSchema = z.object({
  from: z.string(),
  topic: z.enum(['inbox', 'outbox', 'webchat', 'desk', 'presence', 'typing', 'session']),
  ids: z.array(z.string()),
})

export interface Bell extends Wake {
  close(): Promise<void>
}

/**
 * Wakes this process' listeners at once and the other processes' by NOTIFY, on a connection of its own. Every second listeners are told of `inbox` and `outbox` without
 * ids ("there may be something"); of the other topics as well while the connection is lost, and once when it is back.
 */
export function createBell(database: Database, local: Wake, log: Log): Bell {
  const self = randomUUID()
  const rung = new Map<WakeTopic, Set<string>>()
  let client: pg.Client | undefined
  let connecting: Promise<void> | undefined
  let closed = false
  let sending: NodeJS.Timeout | undefined

  /** Of these nothing is polled while the connection lasts. */
  function tellMissed(): void {
    for (const topic of ['webchat', 'desk', 'presence'] as const) local.tell(topic, [])
  }

  async function connect(): Promise<void> {
    let fresh: pg.Client | undefined
    try {
      fresh = await database.connect()
      if (closed) return void (await fresh.end())
      fresh.on('error', error => {
        log.warn({ err: error }, 'the connection for notifications was lost')
        client = undefined
      })
      fresh.on('end', () => {
        client = undefined
      })
      fresh.on('notification', ({ payload }) => hear(payload ?? ''))
      await fresh.query(`LISTEN ${CHANNEL}`)
      client = fresh
      tellMissed()
    } catch (error) {
      await fresh?.end().catch(() => {})
      log.warn({ err: error }, 'no connection for notifications; polling goes on')
    } finally {
      connecting = undefined
    }
  }

  function hear(payload: string): void {
    const note = noteSchema.safeParse(parseJson(payload))
    if (note.success && note.data.from !== self) local.tell(note.data.topic, note.data.ids)
  }

  async function send(): Promise<void> {
    const notes = [...rung].flatMap(([topic, ids]) => notesOf(self, topic, [...ids]))
    rung.clear()
    try {
      for (const note of notes) await client?.query('SELECT pg_notify($1, $2)', [CHANNEL, note])
    } catch (error) {
      log.warn({ err: error }, 'a notification was not sent; polling makes up for it')
    }
    sending = rung.size === 0 ? undefined : setTimeout(send, COALESCE_MS)
  }

  const poll = setInterval(() => {
    local.tell('inbox', [])
    local.tell('outbox', [])
    if (client !== undefined) return
    tellMissed()
    connecting ??= connect()
  }, POLL_MS)
  poll.unref()
  connecting = connect()

  return {
    listen: local.listen,
    tell(topic, ids) {
      local.tell(topic, ids)
      const waiting = rung.get(topic) ?? new Set()
      rung.set(topic, waiting)
      for (const id of ids) waiting.add(id)
      sending ??= setTimeout(send, COALESCE_MS)
    },
    async close() {
      closed = true
      clearInterval(poll)
      clearTimeout(sending)
      await connecting
      // A command that did one thing and ends has told nobody yet.
      if (rung.size > 0) await send()
      clearTimeout(sending)
      await client?.end()
    },
  }
}

/** Without ids there is still something to tell. */
function notesOf(from: string, topic: WakeTopic, ids: readonly string[]): string[] {
  const notes: string[] = []
  for (let n = 0; n === 0 || n < ids.length; n += IDS_A_NOTE) {
    notes.push(JSON.stringify({ from, topic, ids: ids.slice(n, n + IDS_A_NOTE) }))
  }
  return notes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
