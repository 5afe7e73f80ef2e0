import { optionalJson, optionalText, plainText } from '../sql.ts'
import type { NewOutboxRow, TranscriptEntry } from '../store.ts'
import { turnEvents } from '../turn-events.ts'
import type { Session } from './database.ts'
import { EVENT_MARK } from './event-horizon.ts'
import { type Column, insertMany, unnest } from './many.ts'
import type { Turn } from './write-turns.ts'

interface Queued {
  row: NewOutboxRow
  at: string
}

const OUTBOX: readonly Column<Queued>[] = [
  ['id', 'text', ({ row }) => row.id],
  ['conversation_id', 'text', ({ row }) => row.conversationId],
  ['thread_id', 'text', ({ row }) => row.threadId],
  ['lane', 'text', ({ row }) => row.lane],
  ['kind', 'text', ({ row }) => row.kind],
  ['payload', 'text', ({ row }) => JSON.stringify(row.payload)],
  ['speaker', 'text', ({ row }) => row.speaker],
  ['ownership_version', 'bigint', ({ row }) => row.ownershipVersion],
  ['notice', 'bigint', ({ row }) => (row.notice ? 1 : 0)],
  ['run_at', 'text', ({ row }) => row.runAt],
  ['created_at', 'text', ({ at }) => at],
]

/** A row behind one that waits for its retry is not looked at before that one may go. */
export async function queueRows(session: Session, turns: readonly Turn[]): Promise<void> {
  const rows = turns.flatMap(({ commit }) => commit.outbox.map(row => ({ row, at: commit.at })))
  if (rows.length === 0) return
  const names = OUTBOX.map(([name]) => name).join(', ')
  const { source, values } = unnest(OUTBOX, rows)
  await session.run(
    `INSERT INTO outbox (${names}, status, attempts, go_at)
     SELECT ${names}, 'queued', 0, CASE WHEN r.lane = 'call' THEN r.run_at ELSE greatest(r.run_at,
       (SELECT max(o.go_at) FROM outbox o WHERE o.conversation_id = r.conversation_id AND o.lane = r.lane AND o.go_at IS NOT NULL AND o.status = 'queued')) END
     FROM ${source} WITH ORDINALITY AS r (${names}, place) ORDER BY place`,
    values,
  )
}

interface Entry {
  conversationId: string
  entry: TranscriptEntry
}

const TRANSCRIPT: readonly Column<Entry>[] = [
  ['conversation_id', 'text', one => one.conversationId],
  ['entry_id', 'text', ({ entry }) => entry.id],
  ['at', 'text', ({ entry }) => entry.at],
  ['speaker', 'text', ({ entry }) => entry.speaker],
  ['author', 'text', ({ entry }) => optionalText(entry.author)],
  ['activity', 'text', ({ entry }) => JSON.stringify(entry.activity)],
  ['understanding', 'text', ({ entry }) => optionalJson(entry.understanding)],
]

interface Event {
  conversationId: string
  at: string
  name: string
  data: string
}

const EVENTS: readonly Column<Event>[] = [
  ['conversation_id', 'text', one => one.conversationId],
  ['at', 'text', one => one.at],
  ['name', 'text', ({ name }) => plainText(name)],
  ['data', 'text', ({ data }) => data],
]

/** Transcript and business events. */
export async function writeRecords(session: Session, turns: readonly Turn[]): Promise<void> {
  const entries = turns.flatMap(({ claimed, commit }) =>
    commit.transcript.map(entry => ({ conversationId: claimed.conversation.id, entry })),
  )
  await insertMany(session, 'transcript', TRANSCRIPT, entries)
  const events = turns.flatMap(({ claimed, commit }) =>
    turnEvents(claimed, commit).map(event => ({
      conversationId: claimed.conversation.id,
      at: commit.at,
      ...event,
    })),
  )
  if (events.length === 0) return
  const names = EVENTS.map(([name]) => name).join(', ')
  const { source, values } = unnest(EVENTS, events)
  await session.run(
    `INSERT INTO events (${names}) SELECT ${names}
     FROM ${EVENT_MARK}, ${source} WITH ORDINALITY AS r (${names}, place) ORDER BY place`,
    values,
  )
}
