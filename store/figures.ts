import type { HandoffReason } from '../protocol/conversation.ts'
import {
  type ConversationCounts,
  type FigureFilter,
  type FigureSpan,
  type FigureStore,
  UNKNOWN_LANGUAGE,
} from './figure.ts'
import { gatherFigures, QUARTER_MS } from './gather-figures.ts'
import type { Sql, SqlValue } from './sql.ts'

/** Of a column that may be NULL, with what the filter asks for as ?3 and ?4. */
const matching = (channel: string, language: string) =>
  `(?3 = '' OR ${channel} = ?3) AND (?4 = '' OR ${language} = ?4)`

const known = (column: string) => `coalesce(${column}, '${UNKNOWN_LANGUAGE}')`

/** PostgreSQL's sum of whole numbers is a decimal, which comes as text. */
const sum = (column: string) => `CAST(sum(${column}) AS BIGINT)`

const filterValues = ({ channel = '', language = '' }: FigureFilter): SqlValue[] => [channel, language]

const spanValues = (span: FigureSpan): SqlValue[] => [span.from, span.to, ...filterValues(span)]

export function createFigures(sql: Sql): FigureStore {
  return {
    gather: (now, limit) => gatherFigures(sql, now, limit),

    async conversations(span) {
      const [summed, others] = await Promise.all([summedUp(sql, span), notSummedUp(sql, span)])
      const found = new Map<string, ConversationCounts>()
      for (const row of [...summed, ...others]) {
        const key = `${row.channel} ${row.language}`
        const sum = found.get(key) ?? { ...NOTHING, channel: row.channel, language: row.language }
        for (const name of COUNTS) sum[name] += row[name]
        found.set(key, sum)
      }
      return [...found.values()]
    },

    async handoffs(span) {
      const rows = await sql.all<StoredFigures>(
        `SELECT channel, language, reason, status, created_at, first_reply_at, ended_at, cause
         FROM handoffs WHERE created_at >= ?1 AND created_at < ?2 AND ${matching('channel', known('language'))}`,
        spanValues(span),
      )
      return rows.map(row => ({
        channel: row.channel,
        language: row.language ?? UNKNOWN_LANGUAGE,
        reason: row.reason,
        createdAt: row.created_at,
        ...(row.first_reply_at !== null && { firstReplyAt: row.first_reply_at }),
        ...(row.status === 'resolved' &&
          row.ended_at !== null && {
            resolvedAt: row.ended_at,
            ...(row.cause !== null && { cause: row.cause }),
          }),
      }))
    },

    async grades(span) {
      return sql.all(
        `SELECT channel, ${known('language')} AS language, kind, grade, count(*) AS count FROM surveys
         WHERE sent_at >= ?1 AND sent_at < ?2 AND grade IS NOT NULL AND ${matching('channel', known('language'))}
         GROUP BY channel, ${known('language')}, kind, grade ORDER BY kind, grade, channel, language`,
        spanValues(span),
      )
    },

    async openNow({ now, ...filter }) {
      const [row] = await sql.all<{ open: number; overdue: number }>(
        `SELECT count(*) AS open, count(CASE WHEN first_reply_at IS NULL AND deadline_at < ?1 THEN 1 END) AS overdue
         FROM handoffs WHERE status IN (${OPEN}) AND created_at <= ?2 AND ${matching('channel', known('language'))}`,
        [now, now, ...filterValues(filter)],
      )
      return { open: row?.open ?? 0, overdue: row?.overdue ?? 0 }
    },
  }
}

interface StoredFigures {
  channel: string
  language: string | null
  reason: HandoffReason
  status: string
  created_at: string
  first_reply_at: string | null
  ended_at: string | null
  cause: string | null
}

const COUNTS = ['conversations', 'ended', 'contained', 'escalated', 'resolved', 'cameBack'] as const
const NOTHING = { conversations: 0, ended: 0, contained: 0, escalated: 0, resolved: 0, cameBack: 0 }

/** By its index: those that have ended are many. */
const OPEN = `'waiting', 'offered', 'active', 'on_hold'`

const quarterOf = (at: string): number => Math.floor(Date.parse(at) / QUARTER_MS)

function summedUp(sql: Sql, span: FigureSpan): Promise<ConversationCounts[]> {
  return sql.all(
    `SELECT channel, language, ${sum('conversations')} AS conversations, ${sum('conversations')} AS ended, ${sum('contained')} AS contained,
       ${sum('escalated')} AS escalated, ${sum('resolved')} AS resolved, ${sum('came_back')} AS "cameBack"
     FROM quarter_figures WHERE quarter >= ?1 AND quarter < ?2 AND ${matching('channel', 'language')} GROUP BY channel, language`,
    [quarterOf(span.from), quarterOf(span.to), ...filterValues(span)],
  )
}

/** Open ones, and the few that ended since the last gathering. What was opened again counts as before until it ends. */
async function notSummedUp(sql: Sql, span: FigureSpan): Promise<ConversationCounts[]> {
  const rows = await sql.all<
    Pick<ConversationCounts, 'channel' | 'language' | 'conversations' | 'escalated'>
  >(
    `SELECT channel, language, count(*) AS conversations, ${sum('escalated')} AS escalated FROM (
       SELECT t.channel AS channel, ${known('c.language')} AS language,
         CASE WHEN EXISTS (SELECT 1 FROM handoffs h WHERE h.conversation_id = c.id) THEN 1 ELSE 0 END AS escalated
       FROM conversations c JOIN threads t ON t.id = c.thread_id
       WHERE c.figured = 0 AND c.status IN ('open', 'closed') AND c.opened_at >= ?1 AND c.opened_at < ?2
         AND NOT EXISTS (SELECT 1 FROM conversation_figures f WHERE f.conversation_id = c.id)
     ) AS live WHERE ${matching('channel', 'language')} GROUP BY channel, language`,
    spanValues(span),
  )
  return rows.map(row => ({ ...NOTHING, ...row }))
}
