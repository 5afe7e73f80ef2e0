import type { SurveyKind } from '../protocol/survey.ts'
import { optionalText, type Sql, type Statement } from './sql.ts'
import type { SurveyChange, SurveyStore } from './survey.ts'
import type { Claimed, TurnCommit } from './turn-commit.ts'

interface StoredSurvey {
  n: number
  conversation_id: string
  kind: SurveyKind
  handoff_id: string | null
  channel: string
  language: string | null
  sent_at: string
  grade: number | null
  answered_at: string | null
  comment: string | null
}

export function createSurveys(sql: Sql): SurveyStore {
  return {
    async list({ from, to, after = 0, limit }) {
      const rows = await sql.all<StoredSurvey>(
        'SELECT * FROM surveys WHERE sent_at >= ?1 AND sent_at < ?2 AND n > ?3 ORDER BY n LIMIT ?4',
        [from, to, after, limit],
      )
      return rows.map(row => ({
        n: row.n,
        conversationId: row.conversation_id,
        kind: row.kind,
        ...(row.handoff_id !== null && { handoffId: row.handoff_id }),
        channel: row.channel,
        ...(row.language !== null && { language: row.language }),
        sentAt: row.sent_at,
        ...(row.grade !== null && { grade: row.grade }),
        ...(row.answered_at !== null && { answeredAt: row.answered_at }),
        ...(row.comment !== null && { comment: row.comment }),
      }))
    },
  }
}

/** What a turn tells of a survey, in the turn's own transaction. The last grade stands, as pressed after a slip; words that come in several messages are kept together. */
export const surveyStatements = ({ conversation }: Claimed, commit: TurnCommit): Statement[] =>
  (commit.surveys ?? []).map(({ kind, handoffId, grade, comment }: SurveyChange) => [
    `INSERT INTO surveys (conversation_id, kind, handoff_id, channel, language, sent_at, grade, answered_at, comment)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT (conversation_id, kind) DO UPDATE SET
       grade = coalesce(excluded.grade, surveys.grade),
       answered_at = coalesce(surveys.answered_at, excluded.answered_at),
       comment = CASE WHEN surveys.comment IS NULL OR excluded.comment IS NULL THEN coalesce(surveys.comment, excluded.comment)
         ELSE surveys.comment || ' ' || excluded.comment END`,
    [
      conversation.id,
      kind,
      optionalText(handoffId),
      conversation.thread.channel,
      optionalText(commit.language ?? conversation.language),
      commit.at,
      grade ?? null,
      grade === undefined && comment === undefined ? null : commit.at,
      optionalText(comment),
    ],
  ])
