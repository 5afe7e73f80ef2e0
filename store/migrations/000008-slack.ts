import type { Migration } from './migration.ts'

/** Which Slack thread shows which hand-off, what was posted there, what came from Slack; and notices to a desk apart from answers to customers. */
export const slack: Migration = {
  number: 8,
  name: 'slack',
  statements: ({ text, int, counter, keyed }) => [
    'DROP INDEX outbox_sends',
    `CREATE INDEX outbox_sends ON outbox (go_at, n) WHERE go_at IS NOT NULL AND lane <> 'call' AND lane <> 'desk'`,
    `CREATE INDEX outbox_desk ON outbox (go_at, n) WHERE go_at IS NOT NULL AND lane = 'desk'`,

    // `shown`: of the thread's first message, so that it is written anew only when it would differ; `upto`: the last entry that was there when it began; `left_at`: the hand-off went on in another channel then.
    `CREATE TABLE slack_threads (
      handoff_id ${text} NOT NULL,
      conversation_id ${text} NOT NULL,
      channel_id ${text} NOT NULL,
      ts ${text} NOT NULL,
      shown ${text},
      upto ${text},
      at ${text} NOT NULL,
      left_at ${text},
      PRIMARY KEY (handoff_id, channel_id),
      UNIQUE (channel_id, ts)
    ) ${keyed}`,

    // `key`: what it says, as `entry:<id>`; a second post under the same key is not made.
    `CREATE TABLE slack_posts (
      handoff_id ${text} NOT NULL,
      key ${text} NOT NULL,
      ts ${text} NOT NULL,
      shown ${text},
      at ${text} NOT NULL,
      PRIMARY KEY (handoff_id, key)
    ) ${keyed}`,
    // Answers of agents of which is not known yet whether they arrived.
    'CREATE INDEX slack_posts_open ON slack_posts (at) WHERE shown IS NOT NULL',

    `CREATE TABLE slack_events (
      n ${counter},
      key ${text} NOT NULL UNIQUE,
      lane ${text} NOT NULL,
      body ${text},
      go_at ${text},
      attempts ${int} NOT NULL,
      worker ${text},
      error ${text},
      at ${text} NOT NULL
    )`,
    'CREATE INDEX slack_events_due ON slack_events (go_at, n) WHERE go_at IS NOT NULL',
    'CREATE INDEX slack_events_lane ON slack_events (lane, n) WHERE go_at IS NOT NULL',
    'CREATE INDEX slack_events_age ON slack_events (at) WHERE go_at IS NULL',
  ],
}
