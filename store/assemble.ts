import { isoTime } from '../protocol/clock.ts'
import { createAccounts } from './accounts.ts'
import { createAgents } from './agents.ts'
import { createConversations } from './conversations.ts'
import { createDeliveries } from './deliveries.ts'
import { createEvents } from './events.ts'
import { createFigures } from './figures.ts'
import { createFollowUps } from './follow-ups.ts'
import { createHandoffs } from './handoffs.ts'
import { createIdempotent } from './idempotent.ts'
import { createIdentities } from './identities.ts'
import { createLearnedReplies } from './learned-replies.ts'
import { createProofs, createTries } from './limits.ts'
import { createMedia, type MediaBytes } from './media.ts'
import { createOrderChanges } from './order-changes.ts'
import { createPresence } from './presence.ts'
import { createSearch } from './search.ts'
import { createSettings } from './settings.ts'
import { createSlack } from './slack-tables.ts'
import type { Sql } from './sql.ts'
import type { DeliveryStore, InboxStore, OutboxStore, Store } from './store.ts'
import { createSurveys } from './surveys.ts'
import { sweep } from './sweep.ts'
import { createTranscript } from './transcript.ts'
import { createTranslationRows } from './translation-rows.ts'
import { createVersions } from './versions.ts'
import type { Wake } from './wake.ts'
import { type AppendToLog, createWebchat, type PostToLog } from './webchat.ts'

/** Bytes are put before the row that names them is written. */
const MEDIA_UNNAMED_MS = 24 * 3_600_000

/** What an engine brings; all the rest is written once, in terms of `sql`. */
export interface EngineParts {
  engine: Store['engine']
  sql: Sql
  wake: Wake
  idleMs: number
  inbox: InboxStore
  outbox: OutboxStore
  report: DeliveryStore['report']
  mediaBytes: MediaBytes
  /** The event seq up to which no row can still appear. */
  eventHorizon(): Promise<number>
  appendToLog: AppendToLog
  postToLog: PostToLog
  close(): Promise<void>
}

export function assembleStore(parts: EngineParts): Store {
  const { engine, sql, wake, idleMs, inbox, outbox, close } = parts
  return {
    engine,
    inbox,
    outbox,
    deliveries: createDeliveries(sql, parts.report),
    media: createMedia(sql, parts.mediaBytes, wake),
    transcript: createTranscript(sql),
    conversations: createConversations(sql),
    search: createSearch(sql, engine, createSettings(sql)),
    events: createEvents(sql, parts.eventHorizon),
    versions: createVersions(sql),
    webchat: createWebchat(sql, wake, { append: parts.appendToLog, post: parts.postToLog }),
    handoffs: createHandoffs(sql, wake),
    agents: createAgents(sql, wake),
    accounts: createAccounts(sql),
    idempotent: createIdempotent(sql),
    presence: createPresence(sql, wake),
    settings: createSettings(sql),
    tries: createTries(sql),
    proofs: createProofs(sql),
    identities: createIdentities(sql),
    orderChanges: createOrderChanges(sql),
    figures: createFigures(sql),
    slack: createSlack(sql, wake),
    surveys: createSurveys(sql),
    translations: createTranslationRows(sql, wake),
    replies: createLearnedReplies(sql),
    followUps: createFollowUps(sql),
    onWake: wake.listen,
    signal: wake.tell,
    async ping() {
      await sql.all('SELECT number FROM conserje_migrations LIMIT 1')
    },
    async sweep(now) {
      await sweep(sql, now, idleMs)
      await parts.mediaBytes.sweep(isoTime(Date.parse(now) - MEDIA_UNNAMED_MS))
    },
    close,
  }
}
