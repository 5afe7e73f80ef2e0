import { setImmediate as breathe } from 'node:timers/promises'
import type { Owner } from '../protocol/conversation.ts'
import { createSearchIndex, entriesOf, textOf } from './search-index.ts'
import { type QueryTerm, queryTerms, searchTerms } from './search-terms.ts'
import type { Sql, SqlValue } from './sql.ts'
import type { SettingStore, Store } from './store.ts'

/** Which conversations are asked for; all that is given must fit. */
export interface ConversationFilter {
  /** Words: all of them must be in what was said, in the customer's name or in its order numbers. */
  q?: string
  channel?: string
  /** With its variants. */
  language?: string
  /** Those without hand-off, and those whose newest hand-off is of these teams, of no team or of this agent. Absent: all. */
  visibleTo?: { agentId: string; teams: readonly string[] }
  id?: string
}

/** A conversation that was found. */
export interface FoundConversation {
  id: string
  customerId: string
  customerName?: string
  channel: string
  language?: string
  owner: Owner
  status: 'open' | 'closed'
  openedAt: string
  lastActivityAt: string
  /** The newest. */
  handoffId?: string
  /** The line in which most of the words are; without words the last one. */
  excerpt: string
}

export interface SearchStore {
  /** Newest first. `after`: `next` of the page before. `mask` hides what nobody may read; lengths stay. */
  find(
    options: ConversationFilter & { after?: string; limit: number; mask(text: string): string },
  ): Promise<{ items: FoundConversation[]; next?: string }>
  /** Reads what was said since; resolves to whether there is more. Not to be called again before it has ended. What `mask` hides, in place, is not found. */
  index(nowMs: number, mask: (text: string) => string): Promise<boolean>
}

interface Row {
  n: number | null
  id: string
  customer_id: string
  name: string | null
  channel: string
  language: string | null
  owner: Owner
  status: 'open' | 'closed'
  opened_at: string
  last_activity_at: string
  handoff_id: string | null
}

interface Line {
  conversation_id: string
  activity: string
}

const COLUMNS = `c.id, c.customer_id, u.name, t.channel, c.language, c.owner, c.status, c.opened_at, c.last_activity_at,
  (SELECT max(h.id) FROM handoffs h WHERE h.conversation_id = c.id) AS handoff_id`
const JOINS = 'JOIN threads t ON t.id = c.thread_id JOIN customers u ON u.id = c.customer_id'
/** Entries of a found conversation in which the line is looked for, units of one of them and of all. */
const LINES = 300
const LINE = 2_048
const LOOKED_AT = 32_768

export function createSearch(sql: Sql, engine: Store['engine'], settings: SettingStore): SearchStore {
  return {
    index: createSearchIndex(sql, engine, settings),
    async find({ after, limit, mask, ...filter }) {
      const terms = queryTerms(filter.q ?? '')
      // Signs without a word, as in `***`, are in nothing that was said.
      if (filter.q !== undefined && filter.q.trim() !== '' && terms.length === 0) return { items: [] }
      const rows = await read(sql, engine, { ...filter, terms }, after, limit + 1)
      const page = rows.slice(0, limit)
      const excerpts =
        terms.length > 0 ? await bestLines(sql, page, terms, mask) : await lastLines(sql, page, mask)
      const last = page.at(-1)
      return {
        items: page.map(row => found(row, excerpts.get(row.id) ?? '')),
        ...(rows.length > limit && last !== undefined
          ? { next: terms.length > 0 ? String(last.n) : last.id }
          : {}),
      }
    },
  }
}

function read(
  sql: Sql,
  engine: Store['engine'],
  { terms, channel, language, visibleTo, id }: ConversationFilter & { terms: QueryTerm[] },
  after: string | undefined,
  limit: number,
): Promise<Row[]> {
  const values: SqlValue[] = []
  const place = (value: SqlValue) => `?${values.push(value)}`
  const where: string[] = []
  const words = terms.length > 0
  if (words) {
    where.push(
      `${MATCH[engine][0]} ${place(matchText(engine, terms))}${engine === 'postgres' ? '::tsquery' : ''}`,
    )
    if (after !== undefined) where.push(`${MATCH[engine][1]} < ${place(Number(after))}`)
  } else if (after !== undefined) where.push(`c.id < ${place(after)}`)
  if (id !== undefined) where.push(`c.id = ${place(id)}`)
  if (channel !== undefined) where.push(`t.channel = ${place(channel)}`)
  if (language !== undefined) {
    where.push(
      `(c.language = ${place(language)} OR c.language LIKE ${place(`${language.replaceAll(/[%_\\]/g, '')}-%`)})`,
    )
  }
  if (visibleTo !== undefined) {
    const teams = visibleTo.teams.map(place)
    where.push(`(NOT EXISTS (SELECT 1 FROM handoffs h WHERE h.conversation_id = c.id) OR EXISTS (
      SELECT 1 FROM handoffs h WHERE h.id = (SELECT max(n.id) FROM handoffs n WHERE n.conversation_id = c.id) AND (h.team IS NULL OR h.agent_id = ${place(visibleTo.agentId)}
        ${teams.length === 0 ? '' : `OR h.team IN (${teams.join(', ')})`})))`)
  }
  const from = !words
    ? 'conversations c'
    : engine === 'sqlite'
      ? 'search_terms s JOIN search_docs d ON d.n = s.rowid JOIN conversations c ON c.id = d.conversation_id'
      : 'search_docs d JOIN conversations c ON c.id = d.conversation_id'
  const order = words ? MATCH[engine][1] : 'c.id'
  return sql.all<Row>(
    `SELECT ${words ? 'd.n' : 'NULL AS n'}, ${COLUMNS} FROM ${from} ${JOINS}
     ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY ${order} DESC LIMIT ${place(limit)}`,
    values,
  )
}

/** How an engine asks for words, and the number by which it has them in order. */
const MATCH: Readonly<Record<Store['engine'], readonly [match: string, order: string]>> = {
  sqlite: ['search_terms MATCH', 's.rowid'],
  postgres: ['d.terms @@', 'd.n'],
}

/** Terms hold letters, digits and marks only, so that quoting them is enough. */
const matchText = (engine: Store['engine'], terms: QueryTerm[]): string =>
  engine === 'sqlite'
    ? terms.map(({ term, prefix }) => `"${term}"${prefix ? '*' : ''}`).join(' AND ')
    : terms.map(({ term, prefix }) => `'${term}'${prefix ? ':*' : ''}`).join(' & ')

/** Of each conversation the line that has most of the words. */
async function bestLines(
  sql: Sql,
  rows: readonly Row[],
  terms: readonly QueryTerm[],
  mask: (text: string) => string,
): Promise<Map<string, string>> {
  const lines = new Map<string, string>()
  // One after another: side by side they would all work in the same turn of the event loop.
  for (const { id } of rows) lines.set(id, around(await bestLine(sql, id, terms, mask), terms))
  return lines
}

async function bestLine(
  sql: Sql,
  id: string,
  terms: readonly QueryTerm[],
  mask: (text: string) => string,
): Promise<string> {
  let best = { count: -1, text: '' }
  let left = LOOKED_AT
  for await (const { activity } of entriesOf(sql, id, LINES)) {
    const text = lineOf(activity, mask)
    const count = hits(searchTerms(text), terms)
    if (text !== '' && count > best.count) best = { count, text }
    left -= text.length
    if (count === terms.length || left <= 0) break
    await breathe()
  }
  return best.text
}

async function lastLines(
  sql: Sql,
  rows: readonly Row[],
  mask: (text: string) => string,
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map()
  const places = rows.map((_, n) => `?${n + 1}`).join(', ')
  const last = await sql.all<Line>(
    `SELECT conversation_id, activity FROM transcript WHERE seq IN (
       SELECT max(seq) FROM transcript WHERE conversation_id IN (${places}) AND speaker <> 'system' GROUP BY conversation_id)`,
    rows.map(({ id }) => id),
  )
  return new Map(last.map(({ conversation_id: id, activity }) => [id, around(lineOf(activity, mask), [])]))
}

/** Masked before it is cut: what stands behind “password:” is no secret any more without it. */
const lineOf = (activity: string, mask: (text: string) => string): string =>
  textOf({ activity, understanding: null }, LINE, mask).replaceAll(/\s+/g, ' ').trim()

/** Units of an excerpt. */
const EXCERPT = 200

const hits = (said: readonly string[], terms: readonly QueryTerm[]): number =>
  terms.filter(({ term, prefix }) => said.some(one => (prefix ? one.startsWith(term) : one === term))).length

/** So much of a long line that the first of the words is in it. */
function around(text: string, terms: readonly QueryTerm[]): string {
  if (text.length <= EXCERPT) return text
  const lower = text.toLowerCase()
  const at = Math.max(0, ...terms.slice(0, 1).map(({ term }) => lower.indexOf(term)))
  const from = Math.max(0, Math.min(at - EXCERPT / 4, text.length - EXCERPT))
  const cut = text
    .slice(from, from + EXCERPT)
    .toWellFormed()
    .replaceAll('\ufffd', '')
  return `${from > 0 ? '…' : ''}${cut}${from + EXCERPT < text.length ? '…' : ''}`
}

const found = (row: Row, line: string): FoundConversation => ({
  id: row.id,
  customerId: row.customer_id,
  ...(row.name !== null && { customerName: row.name }),
  channel: row.channel,
  ...(row.language !== null && { language: row.language }),
  owner: row.owner,
  status: row.status,
  openedAt: row.opened_at,
  lastActivityAt: row.last_activity_at,
  ...(row.handoff_id !== null && { handoffId: row.handoff_id }),
  excerpt: line,
})
