import type { Migration } from './migration.ts'

/** What customers answered when they were asked how it was, and how an answer reaches who has left the web chat. */
export const surveys: Migration = {
  number: 9,
  name: 'surveys',
  statements: ({ text, int, counter, keyed }) => [
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
    // Made by us for that address, before anybody wrote from it.
    `ALTER TABLE threads ADD COLUMN lent ${int}`,
    // Up to here a page of the customer's has had the log, as far as it told.
    `ALTER TABLE webchat ADD COLUMN reached ${int}`,
    // Conversations in which a person has answered in a web chat: when to look whether the customer was still there.
    `CREATE TABLE follow_ups (
      conversation_id ${text} PRIMARY KEY,
      due_at ${text} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX follow_ups_due ON follow_ups (due_at)',
    // The way back from a mail, by the SHA-256 of its secret: of each web chat the newest, once.
    `CREATE TABLE webchat_links (
      key ${text} PRIMARY KEY,
      hash ${text} NOT NULL UNIQUE,
      until ${text} NOT NULL
    ) ${keyed}`,
  ],
}
