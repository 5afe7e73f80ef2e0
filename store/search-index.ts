import { setImmediate as breathe } from 'node:timers/promises'
import type { Activity } from '../protocol/activity.ts'
import type { Understanding } from '../protocol/understanding.ts'
import { addTerms } from './search-terms.ts'
import type { Sql, Statement } from './sql.ts'
import type { SettingStore, Store } from './store.ts'

/** Where reading the transcripts goes on. */
const CURSOR = 'search_cursor'
/** Entries read in a round; their conversations are then indexed anew. */
const ROUND = 500
/** Conversations written in one transaction: few, so that a customer's message waits no longer than for another turn. */
const TOGETHER = 20
/** UTF-16 units of one message that are indexed, and of all of one conversation: each new message indexes all of it anew. */
const MESSAGE = 4_096
const BUDGET = 100_000
/** Entries of one conversation that are indexed, and that are read at a time. */
const MOST_ENTRIES = 2_000
const PAGE = 100
/** No card and no password is longer: so much is looked at behind a cut, so that what the cut halves is still known. */
const MASK_MARGIN = 200
/** On PostgreSQL entries commit out of order: what was read is looked at again for so long, in which every transaction has ended. */
const LATE_MS = 60_000

interface Entry {
  seq: number
  activity: string
  understanding: string | null
}

/**
 * Brings the index of what was said up to date, off the way of the messages: what was said is found a second later. Resolves to whether there is more to do. Calls must
 * not overlap. `mask` hides what nobody may find; lengths stay. Several processes may do it: whoever counted more entries stands.
 */
export function createSearchIndex(sql: Sql, engine: Store['engine'], settings: SettingStore) {
  let cursor: number | undefined
  /** Newest last: how far was read when. */
  const marks: { seq: number; atMs: number }[] = []

  async function begin(): Promise<number> {
    return Number((await settings.get(CURSOR)) ?? 0)
  }

  return async (nowMs: number, mask: (text: string) => string): Promise<boolean> => {
    cursor ??= await begin()
    const from = marks.at(-1)?.seq ?? cursor
    const fresh = await sql.all<{ seq: number; conversation_id: string; at: string }>(
      'SELECT seq, conversation_id, at FROM transcript WHERE seq > ?1 ORDER BY seq LIMIT ?2',
      [from, ROUND],
    )
    const more = fresh.length === ROUND
    const late = engine === 'postgres' && marks.length > 0 && !more ? await missed(sql, cursor, from) : []
    const ids = [...new Set([...fresh, ...late].map(row => row.conversation_id))]
    for (let done = 0; done < ids.length; done += TOGETHER) {
      const statements: Statement[] = []
      // One after another: side by side they would all work in the same turn of the event loop.
      for (const id of ids.slice(done, done + TOGETHER)) {
        statements.push(...(await indexOne(sql, engine, id, mask)))
      }
      await sql.write(...statements)
    }
    const last = fresh.at(-1)
    // On the long way through what was said long ago nothing is late.
    const atMs = last !== undefined && more ? Math.min(nowMs, Date.parse(last.at)) : nowMs
    if (last !== undefined) marks.push({ seq: last.seq, atMs })
    const settled = engine === 'sqlite' ? marks.at(-1) : marks.findLast(({ atMs }) => nowMs - atMs >= LATE_MS)
    if (settled !== undefined && settled.seq > cursor) {
      cursor = settled.seq
      marks.splice(0, marks.indexOf(settled))
      await settings.set(CURSOR, String(cursor))
    }
    return more
  }
}

/** Conversations that have entries between these which the index has not counted. */
const missed = (sql: Sql, after: number, upTo: number) =>
  sql.all<{ conversation_id: string }>(
    `SELECT t.conversation_id FROM (SELECT DISTINCT conversation_id FROM transcript WHERE seq > ?1 AND seq <= ?2) t
     LEFT JOIN search_docs d ON d.conversation_id = t.conversation_id
     WHERE coalesce(d.entries, 0) < (SELECT count(*) FROM transcript e WHERE e.conversation_id = t.conversation_id)
       AND coalesce(d.entries, 0) < ?3`,
    [after, upTo, MOST_ENTRIES],
  )

async function indexOne(
  sql: Sql,
  engine: Store['engine'],
  id: string,
  mask: (text: string) => string,
): Promise<Statement[]> {
  // Counted before they are read: what comes in between is counted again, never missed.
  const [about] = await sql.all<{ name: string | null; facts: string | null; entries: number }>(
    `SELECT u.name, (SELECT h.facts FROM handoffs h WHERE h.conversation_id = c.id ORDER BY h.id DESC LIMIT 1) AS facts,
       (SELECT count(*) FROM transcript t WHERE t.conversation_id = c.id) AS entries
     FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.id = ?1`,
    [id],
  )
  const terms = new Set<string>()
  addTerms(terms, `${mask((about?.name ?? '').slice(0, MESSAGE))}\n${orderOf(about?.facts)}`)
  let left = BUDGET
  for await (const entry of entriesOf(sql, id, MOST_ENTRIES)) {
    const said = textOf(entry, Math.min(MESSAGE, left), mask)
    left -= said.length
    if (!addTerms(terms, said) || left <= 0) break
    await breathe()
  }
  return statements(engine, id, Math.min(Number(about?.entries ?? 0), MOST_ENTRIES), [...terms])
}

/** What was said first, oldest first, read as far as it is looked at. */
export async function* entriesOf(sql: Sql, id: string, most: number): AsyncGenerator<Entry> {
  let after = 0
  for (let read = 0; read < most; read += PAGE) {
    const page = await sql.all<Entry>(
      'SELECT seq, activity, understanding FROM transcript WHERE conversation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3',
      [id, after, Math.min(PAGE, most - read)],
    )
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = Number(last.seq)
  }
}

/** On SQLite the virtual table follows its row; one writer at a time, so that the number is that row's. */
const statements = (engine: Store['engine'], id: string, entries: number, terms: string[]): Statement[] =>
  engine === 'postgres'
    ? [
        [
          `INSERT INTO search_docs (conversation_id, entries, terms)
           VALUES (?1, ?2, array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(?3::jsonb))))
           ON CONFLICT (conversation_id) DO UPDATE SET entries = excluded.entries, terms = excluded.terms
           WHERE excluded.entries >= search_docs.entries`,
          [id, entries, JSON.stringify(terms)],
        ],
      ]
    : [
        [
          `INSERT INTO search_docs (conversation_id, entries) VALUES (?1, ?2)
           ON CONFLICT (conversation_id) DO UPDATE SET entries = excluded.entries`,
          [id, entries],
        ],
        [
          'DELETE FROM search_terms WHERE rowid = (SELECT n FROM search_docs WHERE conversation_id = ?1)',
          [id],
        ],
        [
          'INSERT INTO search_terms (rowid, terms) SELECT n, ?2 FROM search_docs WHERE conversation_id = ?1',
          [id, terms.join(' ')],
        ],
      ]

/** What was written, its first `length` units, files by their names, and the order numbers that were understood; masked as it stands in the whole. */
export function textOf(
  { activity, understanding }: Pick<Entry, 'activity' | 'understanding'>,
  length: number,
  mask: (text: string) => string,
): string {
  const { text = '', attachments = [] }: Activity = JSON.parse(activity)
  const understood: Understanding | undefined = understanding === null ? undefined : JSON.parse(understanding)
  const start = text.slice(0, length + MASK_MARGIN)
  const masked = mask(start)
  const numbers = (understood?.entities ?? [])
    .filter(({ type }) => type === 'order')
    .map(({ value }) => value)
    // A password that was taken for a number stays hidden.
    .filter(value => !start.includes(value) || masked.includes(value))
  const files = attachments.map(({ name }) => name ?? '').join('\n')
  return [masked.slice(0, length), mask([files, ...numbers].join('\n').slice(0, length))].join('\n')
}

function orderOf(facts: string | null | undefined): string {
  const number = facts == null ? undefined : JSON.parse(facts)?.situation?.order?.number
  return typeof number === 'string' ? number : ''
}
