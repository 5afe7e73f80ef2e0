import type { Activity } from '../protocol/activity.ts'
import type { Understanding } from '../protocol/understanding.ts'
import { searchTerms } from './search-terms.ts'
import type { Sql, Statement } from './sql.ts'
import type { SettingStore, Store } from './store.ts'

/** Where reading the transcripts goes on. */
const CURSOR = 'search_cursor'
/** Entries read in a round; their conversations are then indexed anew. */
const ROUND = 500
/** Conversations written in one transaction: few, so that a customer's message waits no longer than for another turn. */
const TOGETHER = 20
/** UTF-16 units of one message that are indexed, and entries of one conversation. */
const MESSAGE = 20_000
const MOST_ENTRIES = 2_000
/** On PostgreSQL entries commit out of order: what was read is looked at again for so long, in which every transaction has ended. */
const LATE_MS = 60_000

interface Entry {
  activity: string
  understanding: string | null
}

/**
 * Brings the index of what was said up to date, off the way of the messages: what was said is found a second later. Resolves to whether there is more to do. Calls must
 * not overlap. Several processes may do it: whoever counted more entries stands.
 */
export function createSearchIndex(sql: Sql, engine: Store['engine'], settings: SettingStore) {
  let cursor: number | undefined
  /** Newest last: how far was read when. */
  const marks: { seq: number; atMs: number }[] = []

  async function begin(): Promise<number> {
    return Number((await settings.get(CURSOR)) ?? 0)
  }

  return async (nowMs: number): Promise<boolean> => {
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
      const some = await Promise.all(ids.slice(done, done + TOGETHER).map(id => indexOne(sql, engine, id)))
      await sql.write(...some.flat())
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

async function indexOne(sql: Sql, engine: Store['engine'], id: string): Promise<Statement[]> {
  const [about, entries] = await Promise.all([
    sql.all<{ name: string | null; facts: string | null }>(
      `SELECT u.name, (SELECT h.facts FROM handoffs h WHERE h.conversation_id = c.id ORDER BY h.id DESC LIMIT 1) AS facts
       FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.id = ?1`,
      [id],
    ),
    sql.all<Entry>(
      'SELECT activity, understanding FROM transcript WHERE conversation_id = ?1 ORDER BY seq LIMIT ?2',
      [id, MOST_ENTRIES],
    ),
  ])
  const said = entries.map(textOf)
  const terms = searchTerms([about[0]?.name ?? '', orderOf(about[0]?.facts), ...said].join('\n'))
  return statements(engine, id, entries.length, terms)
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

/** What was written, files by their names, and the order numbers that were understood. */
export function textOf({ activity, understanding }: Entry): string {
  const { text = '', attachments = [] }: Activity = JSON.parse(activity)
  const understood: Understanding | undefined = understanding === null ? undefined : JSON.parse(understanding)
  const numbers = (understood?.entities ?? [])
    .filter(({ type }) => type === 'order')
    .map(({ value }) => value)
  return [text.slice(0, MESSAGE), ...attachments.map(({ name }) => name ?? ''), ...numbers].join('\n')
}

function orderOf(facts: string | null | undefined): string {
  const number = facts == null ? undefined : JSON.parse(facts)?.situation?.order?.number
  return typeof number === 'string' ? number : ''
}
