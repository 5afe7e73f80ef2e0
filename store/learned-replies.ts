import type { Json } from '../protocol/json.ts'
import { plainText, type Sql } from './sql.ts'
import { parsedOrNothing } from './stored-json.ts'

/** What a customer asked, as far as it is told apart, and what an agent answered; nothing in it identifies either. */
export interface LearnedReply {
  /** Of the agent's answer: each is learned once. */
  entryId: string
  intent: string
  language: string
  orderStatus?: string
  /** The words of the question, as hashes. */
  asked: readonly number[]
  /** What understanding took the question for, by intent. */
  guesses: Readonly<Record<string, number>>
  /** With gaps for the next customer's data: `{{order.number}}`. */
  reply: string
  at: string
}

export interface LearnedReplyStore {
  /** Keeps the newest of each intent and language; one that is there already stays as it is. */
  keep(replies: readonly LearnedReply[]): Promise<void>
  /** Of these intents in this language, newest first. */
  of(intents: readonly string[], language: string): Promise<LearnedReply[]>
}

interface StoredReply {
  entry_id: string
  intent: string
  language: string
  order_status: string | null
  asked: string
  guesses: string
  reply: string
  at: string
}

/** Of one intent and language. */
export const MOST_LEARNED = 100

export function createLearnedReplies(sql: Sql): LearnedReplyStore {
  return {
    async keep(replies) {
      if (replies.length === 0) return
      const matters = new Map(
        replies.map(({ intent, language }) => [`${intent} ${language}`, { intent, language }]),
      )
      await sql.write(
        ...replies.map(
          one =>
            [
              `INSERT INTO learned_replies (entry_id, intent, language, order_status, asked, guesses, reply, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (entry_id) DO NOTHING`,
              [
                plainText(one.entryId),
                plainText(one.intent),
                plainText(one.language),
                one.orderStatus === undefined ? null : plainText(one.orderStatus),
                JSON.stringify(one.asked),
                JSON.stringify(one.guesses),
                plainText(one.reply),
                one.at,
              ],
            ] as const,
        ),
        ...[...matters.values()].map(
          ({ intent, language }) =>
            [
              `DELETE FROM learned_replies WHERE intent = ?1 AND language = ?2 AND entry_id NOT IN (
                 SELECT entry_id FROM (SELECT entry_id FROM learned_replies WHERE intent = ?1 AND language = ?2
                   ORDER BY at DESC, entry_id DESC LIMIT ${MOST_LEARNED}) newest)`,
              [plainText(intent), plainText(language)],
            ] as const,
        ),
      )
    },

    async of(intents, language) {
      if (intents.length === 0) return []
      const rows = await sql.all<StoredReply>(
        `SELECT * FROM learned_replies WHERE language = ?1 AND intent IN (${intents.map((_, n) => `?${n + 2}`).join()})
         ORDER BY at DESC, entry_id DESC`,
        [plainText(language), ...intents.map(plainText)],
      )
      return rows.map(replyOf)
    },
  }
}

const replyOf = (row: StoredReply): LearnedReply => ({
  entryId: row.entry_id,
  intent: row.intent,
  language: row.language,
  ...(row.order_status !== null && { orderStatus: row.order_status }),
  asked: (parsedOrNothing(row.asked) ?? []) as number[],
  guesses: (parsedOrNothing(row.guesses) ?? {}) as Record<string, number> & Json,
  reply: row.reply,
  at: row.at,
})
