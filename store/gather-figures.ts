import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../protocol/json.ts'
import { comesBack, conversationFacts, TELLING_EVENTS, type Visit } from './conversation-facts.ts'
import { CAME_BACK_MS, UNKNOWN_LANGUAGE } from './figure.ts'
import type { Sql, SqlValue, Statement } from './sql.ts'
import { parsedOrNothing } from './stored-json.ts'

/** Conversations of one transaction: 100 take SQLite's thread 5 ms. Every list of ids has as many places, so that the statements are few. */
const BATCH = 100
export const QUARTER_MS = 900_000

/** Of a process that died while it gathered. */
const LEASE_MS = 60_000

const places = (from: number) => Array.from({ length: BATCH }, (_, n) => `?${from + n}`).join()
const filled = (values: readonly string[]): string[] =>
  Array.from({ length: BATCH }, (_, n) => values[Math.min(n, values.length - 1)] as string)

interface EndedRow {
  id: string
  customer_id: string
  channel: string
  language: string | null
  opened_at: string
  last_activity_at: string
}

interface Figured extends Visit {
  id: string
  customerId: string
  quarter: number
  cameBack: boolean
}

/** One at a time, in all processes: of two that sum up two conversations of a customer at once, neither would see that they belong together. */
export async function gatherFigures(sql: Sql, now: string, limit: number): Promise<number> {
  const until = new Date(Date.parse(now) + LEASE_MS).toISOString()
  const mine = `${until} ${randomUUID()}`
  const [, got] = await sql.write(
    [`INSERT INTO settings (key, value) VALUES ('figures_lease', '') ON CONFLICT (key) DO NOTHING`],
    [`UPDATE settings SET value = ?2 WHERE key = 'figures_lease' AND value <= ?1`, [now, mine]],
  )
  if (got !== 1) return 0
  try {
    let gathered = 0
    while (gathered < limit) {
      const size = await gatherBatch(sql, Math.min(BATCH, limit - gathered))
      gathered += size
      if (size < BATCH) break
    }
    await sumUp(sql)
    return gathered
  } finally {
    await sql.write([`UPDATE settings SET value = '' WHERE key = 'figures_lease' AND value = ?1`, [mine]])
  }
}

async function gatherBatch(sql: Sql, limit: number): Promise<number> {
  const rows = await sql.all<EndedRow>(
    `SELECT c.id, c.customer_id, t.channel, c.language, c.opened_at, c.last_activity_at
     FROM conversations c JOIN threads t ON t.id = c.thread_id
     WHERE c.figured = 0 AND c.status = 'closed' ORDER BY c.opened_at, c.id LIMIT ?1`,
    [limit],
  )
  if (rows.length === 0) return 0
  const ended = await withFacts(sql, rows)
  const before = await neighbours(sql, rows)
  const visits = ended.map(({ visit }) => visit)
  const changed = markComeBacks([...visits, ...before]).filter(visit => !visits.includes(visit))
  await sql.write(
    [
      `INSERT INTO conversation_figures (conversation_id, quarter, channel, language, ended_at, matters, contained, escalated, resolved, came_back)
       VALUES ${ended.map((_, n) => `(${Array.from({ length: 10 }, (_, m) => `?${n * 10 + m + 1}`).join()})`).join()}
       ON CONFLICT (conversation_id) DO UPDATE SET channel = excluded.channel, language = excluded.language, ended_at = excluded.ended_at,
         matters = excluded.matters, contained = excluded.contained, escalated = excluded.escalated, resolved = excluded.resolved, came_back = excluded.came_back`,
      ended.flatMap(({ values, visit }) => [...values, Number(visit.cameBack)]),
    ],
    ...changed.map(
      ({ id }): Statement => [
        'UPDATE conversation_figures SET came_back = 1 WHERE conversation_id = ?1',
        [id],
      ],
    ),
    ...[...new Set([...visits, ...changed].map(({ quarter }) => quarter))].map(
      (quarter): Statement => [
        'INSERT INTO stale_quarters (quarter) VALUES (?1) ON CONFLICT (quarter) DO NOTHING',
        [quarter],
      ],
    ),
    [
      `UPDATE conversations SET figured = 1 WHERE status = 'closed' AND id IN (${places(1)})`,
      filled(rows.map(({ id }) => id)),
    ],
  )
  return rows.length
}

async function withFacts(
  sql: Sql,
  rows: readonly EndedRow[],
): Promise<{ visit: Figured; values: SqlValue[] }[]> {
  const ids = filled(rows.map(({ id }) => id))
  const [events, handoffs] = await Promise.all([
    sql.all<{ conversation_id: string; name: string; data: string }>(
      `SELECT conversation_id, name, data FROM events WHERE conversation_id IN (${places(1)})
         AND name IN (${TELLING_EVENTS.map(name => `'${name}'`).join()})`,
      ids,
    ),
    sql.all<{ conversation_id: string; status: string }>(
      `SELECT conversation_id, status FROM handoffs WHERE conversation_id IN (${places(1)}) ORDER BY id`,
      ids,
    ),
  ])
  const eventsOf = Map.groupBy(events, row => row.conversation_id)
  const handoffsOf = Map.groupBy(handoffs, row => row.conversation_id)
  return rows.map(row => {
    const facts = conversationFacts({
      events: (eventsOf.get(row.id) ?? []).map(({ name, data }) => ({
        name,
        data: (parsedOrNothing(data) ?? {}) as JsonObject,
      })),
      handoffs: handoffsOf.get(row.id) ?? [],
    })
    const quarter = Math.floor(Date.parse(row.opened_at) / QUARTER_MS)
    return {
      visit: {
        id: row.id,
        customerId: row.customer_id,
        openedAt: row.opened_at,
        endedAt: row.last_activity_at,
        matters: facts.matters,
        quarter,
        cameBack: false,
      },
      values: [
        row.id,
        quarter,
        row.channel,
        row.language ?? UNKNOWN_LANGUAGE,
        row.last_activity_at,
        JSON.stringify(facts.matters),
        ...[facts.contained, facts.escalated, facts.resolved].map(Number),
      ],
    }
  })
}

/** What the same customers ended before and since, as far as it may count as coming back. */
async function neighbours(sql: Sql, rows: readonly EndedRow[]): Promise<Figured[]> {
  const since = Math.min(...rows.map(row => Date.parse(row.opened_at))) - CAME_BACK_MS
  const until = Math.max(...rows.map(row => Date.parse(row.last_activity_at))) + CAME_BACK_MS
  const found = await sql.all<{
    id: string
    customer_id: string
    opened_at: string
    ended_at: string
    matters: string
    came_back: number
    quarter: number
  }>(
    `SELECT c.id, c.customer_id, c.opened_at, f.ended_at, f.matters, f.came_back, f.quarter
     FROM conversations c JOIN conversation_figures f ON f.conversation_id = c.id
     WHERE c.customer_id IN (${places(3)}) AND f.ended_at > ?1 AND c.opened_at < ?2`,
    [
      new Date(since).toISOString(),
      new Date(until).toISOString(),
      ...filled(rows.map(row => row.customer_id)),
    ],
  )
  const own = new Set(rows.map(({ id }) => id))
  return found
    .filter(({ id }) => !own.has(id))
    .map(row => ({
      id: row.id,
      customerId: row.customer_id,
      openedAt: row.opened_at,
      endedAt: row.ended_at,
      matters: JSON.parse(row.matters) as string[],
      cameBack: row.came_back === 1,
      quarter: row.quarter,
    }))
}

/** Marks each after which its customer came back; answers those that were not marked before. */
function markComeBacks(visits: readonly Figured[]): Figured[] {
  const marked: Figured[] = []
  for (const ofOne of Map.groupBy(visits, ({ customerId }) => customerId).values()) {
    for (const earlier of ofOne) {
      if (earlier.cameBack || !ofOne.some(later => later !== earlier && comesBack(earlier, later))) continue
      earlier.cameBack = true
      marked.push(earlier)
    }
  }
  return marked
}

/** Quarters of one transaction. */
const STALE = 100

/** Sums of the quarters in which something changed. Made anew from what they are sums of, so that no mistake stays. */
async function sumUp(sql: Sql): Promise<void> {
  for (;;) {
    const rows = await sql.all<{ quarter: number }>(
      'SELECT quarter FROM stale_quarters ORDER BY quarter LIMIT ?1',
      [STALE],
    )
    const first = rows[0]?.quarter
    const last = rows.at(-1)?.quarter
    if (first === undefined || last === undefined) return
    const stale = 'SELECT quarter FROM stale_quarters WHERE quarter >= ?1 AND quarter <= ?2'
    await sql.write(
      [`DELETE FROM quarter_figures WHERE quarter IN (${stale})`, [first, last]],
      [
        `INSERT INTO quarter_figures (quarter, channel, language, conversations, contained, escalated, resolved, came_back)
         SELECT quarter, channel, language, count(*), sum(contained), sum(escalated), sum(resolved), sum(resolved * came_back)
         FROM conversation_figures WHERE quarter IN (${stale}) GROUP BY quarter, channel, language`,
        [first, last],
      ],
      ['DELETE FROM stale_quarters WHERE quarter >= ?1 AND quarter <= ?2', [first, last]],
    )
  }
}
