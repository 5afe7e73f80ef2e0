import type { Migration } from './migration.ts'

/**
 * The automatic figures: what is counted of each conversation once it has ended, and the same summed up by quarter of an hour, so that days of any
 * time zone are told without reading a million conversations.
 */
export const figures: Migration = {
  number: 12,
  name: 'figures',
  statements: ({ text, int, keyed }) => [
    // 1: summed up. Whoever closes a conversation need not know of it, and whoever opens it again sets it back.
    `ALTER TABLE conversations ADD COLUMN figured ${int} NOT NULL DEFAULT 0`,
    'CREATE INDEX conversations_unfigured ON conversations (status, opened_at, id) WHERE figured = 0',

    // `matters`: what it was about, as a JSON list. `quarter`: of its beginning, in quarters of an hour since 1970; every time zone's days are whole ones.
    `CREATE TABLE conversation_figures (
      conversation_id ${text} PRIMARY KEY,
      quarter ${int} NOT NULL,
      channel ${text} NOT NULL,
      language ${text} NOT NULL,
      ended_at ${text} NOT NULL,
      matters ${text} NOT NULL,
      contained ${int} NOT NULL,
      escalated ${int} NOT NULL,
      resolved ${int} NOT NULL,
      came_back ${int} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX conversation_figures_quarter ON conversation_figures (quarter)',

    `CREATE TABLE quarter_figures (
      quarter ${int} NOT NULL,
      channel ${text} NOT NULL,
      language ${text} NOT NULL,
      conversations ${int} NOT NULL,
      contained ${int} NOT NULL,
      escalated ${int} NOT NULL,
      resolved ${int} NOT NULL,
      came_back ${int} NOT NULL,
      PRIMARY KEY (quarter, channel, language)
    ) ${keyed}`,
    // Quarters whose sums are to be made anew.
    `CREATE TABLE stale_quarters (quarter ${int} PRIMARY KEY)`,

    // All that is counted of a hand-off: its facts are long, and need not be read.
    'CREATE INDEX handoffs_figures ON handoffs (created_at, channel, language, reason, status, first_reply_at, ended_at, cause)',
  ],
}
