import type { HandoffFilter, HandoffOrder, HandoffRow, HandoffStatus, HandoffStore } from './handoff.ts'
import { folded, handoffOf, OPEN_HANDOFF, PRIORITY_RANK, rankOf, type StoredHandoff } from './handoff-row.ts'
import { changeStatement, eventData } from './handoff-statements.ts'
import { plainText, type Sql, type SqlValue } from './sql.ts'
import type { Wake } from './wake.ts'

type ListOptions = Parameters<HandoffStore['list']>[0]

/** Text and values of a WHERE, built up. */
interface Where {
  all: string[]
  values: SqlValue[]
}

export function createHandoffs(sql: Sql, wake: Wake): HandoffStore {
  const list: HandoffStore['list'] = async options => {
    const { status, order = 'oldest', limit } = options
    // One statement a status reads along its index; together they would sort every resolved hand-off there ever was.
    const statuses = status === undefined ? [undefined] : [...new Set(status)]
    const lists = await Promise.all(statuses.map(one => listOne(sql, options, one)))
    const rows = lists.flat().map(handoffOf)
    return statuses.length === 1 ? rows : rows.sort(ORDERS[order].compare).slice(0, limit)
  }

  return {
    list,

    async page(options) {
      const rows = await list({ ...options, limit: options.limit + 1 })
      const items = rows.slice(0, options.limit)
      const last = items.at(-1)
      return rows.length > items.length && last !== undefined
        ? { items, next: ORDERS[options.order ?? 'oldest'].cursor(last) }
        : { items }
    },

    async counts({ visibleTo, agentId = '', now }) {
      const where: Where = { all: [OPEN_HANDOFF], values: [agentId, now] }
      if (visibleTo !== undefined) addVisibility(where, visibleTo)
      const rows = await sql.all<
        { status: HandoffStatus } & Record<'all' | 'mine' | 'nobody' | 'late', number>
      >(
        `SELECT status, count(*) AS "all", sum(CASE WHEN agent_id = ?1 THEN 1 ELSE 0 END) AS mine,
           sum(CASE WHEN agent_id IS NULL THEN 1 ELSE 0 END) AS nobody,
           sum(CASE WHEN first_reply_at IS NULL AND deadline_at < ?2 THEN 1 ELSE 0 END) AS late
         FROM handoffs WHERE ${where.all.join(' AND ')} GROUP BY status`,
        where.values,
      )
      const sum = (name: 'mine' | 'nobody' | 'late') => rows.reduce((total, row) => total + row[name], 0)
      return {
        byStatus: Object.fromEntries(rows.map(row => [row.status, row.all])),
        mine: sum('mine'),
        unassigned: sum('nobody'),
        overdue: sum('late'),
      }
    },

    async get(id) {
      const rows = await sql.all<StoredHandoff>('SELECT * FROM handoffs WHERE id = ?1', [id])
      return rows[0] && handoffOf(rows[0])
    },

    async latest(conversationIds) {
      const ids = [...new Set(conversationIds)]
      if (ids.length === 0) return []
      const rows = await sql.all<StoredHandoff>(
        `SELECT * FROM handoffs h WHERE conversation_id IN (${ids.map((_, n) => `?${n + 1}`).join()})
           AND id = (SELECT max(o.id) FROM handoffs o WHERE o.conversation_id = h.conversation_id)`,
        ids,
      )
      return rows.map(handoffOf)
    },

    async update(id, version, change) {
      const changed = await sql.writeIf(changeStatement(id, version, change), [
        `INSERT INTO events (conversation_id, at, name, data)
           SELECT conversation_id, ?2, ?3, ?4 FROM ${sql.eventMark}handoffs WHERE id = ?1`,
        [id, change.at, `handoff.${change.change}`, eventData(id, change)],
      ])
      if (!changed) return false
      const [row] = await sql.all<{ conversation_id: string }>(
        'SELECT conversation_id FROM handoffs WHERE id = ?1',
        [id],
      )
      if (row !== undefined) wake.tell('desk', [row.conversation_id])
      return true
    },

    async setTold(id, told) {
      await sql.write(['UPDATE handoffs SET told = ?2 WHERE id = ?1', [id, JSON.stringify(told)]])
    },

    async recentWaits({ since, limit }) {
      const rows = await sql.all<{
        created_at: string
        claimed_at: string
        language: string | null
        team: string | null
      }>(
        `SELECT created_at, claimed_at, language, team FROM handoffs
         WHERE claimed_at IS NOT NULL AND claimed_at >= ?1 AND reason <> 'taken_over' ORDER BY claimed_at DESC LIMIT ?2`,
        [since, limit],
      )
      return rows.map(row => ({
        createdAt: row.created_at,
        claimedAt: row.claimed_at,
        ...(row.language !== null && { language: row.language }),
        ...(row.team !== null && { team: row.team }),
      }))
    },
  }
}

/** How a list is sorted, and where it goes on. Ids sort by time. */
const ORDERS: Readonly<
  Record<
    HandoffOrder,
    {
      sql: string
      compare(a: HandoffRow, b: HandoffRow): number
      cursor(row: HandoffRow): string
      after(where: Where, cursor: string): void
    }
  >
> = {
  oldest: {
    sql: 'id',
    compare: (a, b) => (a.id < b.id ? -1 : 1),
    cursor: ({ id }) => id,
    after: (where, cursor) => add(where, 'id > ?', cursor),
  },
  newest: {
    sql: 'id DESC',
    compare: (a, b) => (a.id < b.id ? 1 : -1),
    cursor: ({ id }) => id,
    after: (where, cursor) => add(where, 'id < ?', cursor),
  },
  queue: {
    sql: `(${PRIORITY_RANK}), id`,
    compare: (a, b) => rankOf(a.priority) - rankOf(b.priority) || (a.id < b.id ? -1 : 1),
    cursor: ({ priority, id }) => `${rankOf(priority)}.${id}`,
    after(where, cursor) {
      const [, rank, id] = /^([0-3])\.(.+)$/s.exec(cursor) ?? []
      if (rank === undefined || id === undefined) return
      add(where, `((${PRIORITY_RANK}), id) > (?, ?)`, Number(rank), id)
    },
  },
}

/** `condition` with a `?` for each value. */
function add({ all, values }: Where, condition: string, ...given: readonly SqlValue[]): void {
  const from = values.length
  values.push(...given.map(value => (typeof value === 'string' ? plainText(value) : value)))
  let n = from
  all.push(condition.replaceAll('?', () => `?${++n}`))
}

const addVisibility = (
  where: Where,
  { agentId, teams }: { agentId: string; teams: readonly string[] },
): void =>
  add(
    where,
    `(team IS NULL OR agent_id = ?${teams.length === 0 ? '' : ` OR team IN (${teams.map(() => '?').join()})`})`,
    agentId,
    ...teams,
  )

const listOne = (
  sql: Sql,
  options: ListOptions,
  status: HandoffStatus | undefined,
): Promise<StoredHandoff[]> => {
  const { order = 'oldest', after, limit } = options
  const where: Where = { all: [], values: [] }
  if (status !== undefined) add(where, 'status = ?', status)
  if (after !== undefined) ORDERS[order].after(where, after)
  addFilter(where, options)
  where.values.push(limit)
  return sql.all<StoredHandoff>(
    `SELECT * FROM handoffs ${where.all.length === 0 ? '' : `WHERE ${where.all.join(' AND ')}`}
     ORDER BY ${ORDERS[order].sql} LIMIT ?${where.values.length}`,
    where.values,
  )
}

function addFilter(where: Where, filter: HandoffFilter): void {
  const { visibleTo, team, agentId, language, channel, overdueAt, q } = filter
  if (visibleTo !== undefined) addVisibility(where, visibleTo)
  if (team === null) add(where, 'team IS NULL')
  else if (team !== undefined) add(where, 'team = ?', team)
  if (agentId === null) add(where, 'agent_id IS NULL')
  else if (agentId !== undefined) add(where, 'agent_id = ?', agentId)
  if (language !== undefined)
    add(where, `(language = ? OR language LIKE ? ESCAPE '!')`, language, `${escaped(language)}-%`)
  if (channel !== undefined) add(where, 'channel = ?', channel)
  if (overdueAt !== undefined)
    add(where, `${OPEN_HANDOFF} AND first_reply_at IS NULL AND deadline_at < ?`, overdueAt)
  if (q !== undefined && q.trim() !== '')
    add(where, `search LIKE ? ESCAPE '!'`, `%${escaped(folded(q.trim()))}%`)
}

/** Nothing in it stands for anything else in a LIKE. */
const escaped = (text: string): string => text.replaceAll(/[%_!]/g, '!$&')
