import type { Migration } from './migration.ts'

/** Text in another language beside the original, and what agents answered before. */
export const translations: Migration = {
  number: 10,
  name: 'translations',
  statements: ({ text, int, keyed }) => [
    // `go_at`: when a wanted one may be tried (again), NULL once it ended.
    `CREATE TABLE translations (
      entry_id ${text} NOT NULL,
      language ${text} NOT NULL,
      conversation_id ${text} NOT NULL,
      status ${text} NOT NULL,
      source_text ${text} NOT NULL,
      source_language ${text},
      text ${text},
      made_by ${text},
      error ${text},
      attempts ${int} NOT NULL,
      go_at ${text},
      at ${text} NOT NULL,
      PRIMARY KEY (entry_id, language)
    ) ${keyed}`,
    'CREATE INDEX translations_wanted ON translations (go_at) WHERE go_at IS NOT NULL',
    'CREATE INDEX translations_conversation ON translations (conversation_id, language)',

    // What a customer asked and an agent answered, without what identifies either.
    `CREATE TABLE learned_replies (
      entry_id ${text} PRIMARY KEY,
      intent ${text} NOT NULL,
      language ${text} NOT NULL,
      order_status ${text},
      asked ${text} NOT NULL,
      guesses ${text} NOT NULL,
      reply ${text} NOT NULL,
      at ${text} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX learned_replies_matter ON learned_replies (intent, language, at)',
  ],
}
