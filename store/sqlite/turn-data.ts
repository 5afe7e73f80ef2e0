import { type PlainInternalRow, plainInternalRow } from '../inbox-row.ts'
import { optionalText, plainText, type SqlValue, type Statement } from '../sql.ts'
import type { Claimed, NewOutboxRow, TurnCommit } from '../store.ts'
import { turnEvents } from '../turn-events.ts'
import { rareStatements, type TurnStatement } from '../turn-statements.ts'

/** How a new row is to be stored when it may go at once: leased to a carrier, with its rendered parts as JSON. */
export interface Offer {
  worker: string
  leasedUntil: string
  parts: string
}

export type OutboxData = Omit<NewOutboxRow, 'payload'> & { payload: string; offer?: Offer }

/** A turn as the database's thread writes it: columns' values, and JSON as text, which is cheaper to hand over than objects. */
export interface TurnData {
  conversationId: string
  at: string
  handled: { id: string; order: number; understanding: string | null; note: string | null }[]
  held: readonly string[]
  dead: { id: string; error: string }[]
  release: boolean
  outbox: OutboxData[]
  /** Values of a row each, without the conversation. */
  transcript: SqlValue[][]
  /** Name and data of each, one after the other. */
  events: [name: string, data: string][]
  timers: PlainInternalRow[]
  /** What few turns change, to be run after the outbox was queued. */
  statements: TurnStatement[]
  /** Null: as it was. */
  state: string | null
  language: string | null
  /** Something was said: it counts as activity. */
  spoken: boolean
}

/** `state` is the commit's as JSON. `offer` finds a carrier for a row, or none. */
export function turnData(
  claimed: Claimed,
  commit: TurnCommit,
  state: string | null,
  offer: (row: NewOutboxRow) => Offer | undefined,
): TurnData {
  const json = jsonOnce()
  return {
    conversationId: claimed.conversation.id,
    at: commit.at,
    handled: commit.handled.map(({ id, order, understanding, note }) => ({
      id,
      order,
      understanding: understanding === undefined ? null : json(understanding),
      note: optionalText(note),
    })),
    held: commit.held,
    dead: commit.dead.map(({ id, error }) => ({ id, error: plainText(error) })),
    release: commit.release,
    transcript: commit.transcript.map(entry => [
      entry.id,
      entry.at,
      entry.speaker,
      optionalText(entry.author),
      json(entry.activity),
      entry.understanding === undefined ? null : json(entry.understanding),
    ]),
    events: turnEvents(claimed, commit).map(({ name, data }) => [plainText(name), data]),
    timers: commit.inbox.map(plainInternalRow),
    statements: [...rareStatements(claimed, commit), ...changes(claimed, commit)],
    state,
    language: optionalText(commit.language),
    spoken: commit.transcript.length > 0,
    // Last, so that no place of a carrier is taken by a turn that can't be written.
    outbox: commit.outbox.map(row => outboxData(row, offer(row), json)),
  }
}

function outboxData(
  row: NewOutboxRow,
  offer: Offer | undefined,
  json: (value: object) => string,
): OutboxData {
  const payload =
    'activities' in row.payload
      ? `{"activities":[${row.payload.activities.map(json).join()}]${row.payload.passing === true ? ',"passing":true' : ''}}`
      : JSON.stringify(row.payload)
  return offer === undefined ? { ...row, payload } : { ...row, payload, offer }
}

/** What is said goes into the outbox and the transcript, what was understood to the row and the transcript: one text for both. */
function jsonOnce(): (value: object) => string {
  const texts = new Map<object, string>()
  return value => {
    let text = texts.get(value)
    if (text === undefined) {
      text = JSON.stringify(value)
      texts.set(value, text)
    }
    return text
  }
}

/** Each only when it changes: some of these columns are in partial indexes, which SQLite writes anew for every column that a statement names. */
function changes({ conversation, customer }: Claimed, commit: TurnCommit): Statement[] {
  const statements: Statement[] = []
  if (commit.contentVersion !== undefined && commit.contentVersion !== conversation.contentVersion) {
    statements.push([
      'UPDATE conversations SET content_version = ?2 WHERE id = ?1',
      [conversation.id, plainText(commit.contentVersion)],
    ])
  }
  if (commit.closed === true && conversation.status === 'open') {
    statements.push([`UPDATE conversations SET status = 'closed' WHERE id = ?1`, [conversation.id]])
  }
  if (commit.language !== undefined && commit.language !== customer.language) {
    statements.push([
      'UPDATE customers SET language = ?2 WHERE id = ?1',
      [customer.id, plainText(commit.language)],
    ])
  }
  if (commit.register !== undefined && commit.register !== customer.register) {
    statements.push(['UPDATE customers SET register = ?2 WHERE id = ?1', [customer.id, commit.register]])
  }
  return statements
}
