import type { Migration } from './migration.ts'

/** What customers answered when they were asked how it was, and the address that they left for an answer when they are gone. */
export const surveys: Migration = {
  number: 9,
  name: 'surveys',
  statements: ({ text, int, counter }) => [
    // One of a kind a conversation. `sent_at` is when it was queued; `grade` and `comment` are NULL until they come, for good where it was passed by.
    `CREATE TABLE surveys (
      n ${counter},
      conversation_id ${text} NOT NULL,
      kind ${text} NOT NULL,
      handoff_id ${text},
      channel ${text} NOT NULL,
      language ${text},
      sent_at ${text} NOT NULL,
      grade ${int},
      answered_at ${text},
      comment ${text},
      UNIQUE (conversation_id, kind)
    )`,
    'CREATE INDEX surveys_sent ON surveys (sent_at)',
    // Left in the chat by the customer, who said that an answer may go there. Nobody has proved that it is theirs.
    `ALTER TABLE customers ADD COLUMN email ${text}`,
  ],
}
