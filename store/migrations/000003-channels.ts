import type { Migration } from './migration.ts'

/** Further keys and the address of a thread, what became of sent parts, and media: what channels other than the web chat need. */
export const channels: Migration = {
  number: 3,
  name: 'channels',
  statements: ({ text, int, bytes, counter, keyed }) => [
    `ALTER TABLE threads ADD COLUMN address ${text}`,
    // Kept where the channel has a reply window, or tells what was delivered and read up to a time.
    `ALTER TABLE threads ADD COLUMN last_inbound_at ${text}`,
    `ALTER TABLE threads ADD COLUMN delivered_to ${text}`,
    `ALTER TABLE threads ADD COLUMN read_to ${text}`,
    'CREATE INDEX threads_customer ON threads (customer_id)',

    `CREATE TABLE thread_keys (
      channel ${text} NOT NULL,
      account ${text} NOT NULL,
      key ${text} NOT NULL,
      thread_id ${text} NOT NULL,
      PRIMARY KEY (channel, account, key)
    ) ${keyed}`,

    `CREATE INDEX outbox_parked ON outbox (thread_id, n) WHERE status = 'parked'`,

    `CREATE TABLE deliveries (
      outbox_id ${text} NOT NULL,
      part ${int} NOT NULL,
      thread_id ${text} NOT NULL,
      channel ${text} NOT NULL,
      account ${text} NOT NULL,
      platform_id ${text},
      sent_at ${text} NOT NULL,
      status ${text} NOT NULL,
      status_at ${text} NOT NULL,
      error ${text},
      PRIMARY KEY (outbox_id, part)
    ) ${keyed}`,
    'CREATE INDEX deliveries_platform ON deliveries (channel, account, platform_id) WHERE platform_id IS NOT NULL',
    // For reports up to a time: what can still move.
    `CREATE INDEX deliveries_thread ON deliveries (thread_id, sent_at) WHERE status IN ('sent', 'delivered')`,

    // Reports that came before the send that they speak of was written down; `key` is the platform's id, or our own of the part.
    `CREATE TABLE early_reports (
      n ${counter},
      channel ${text} NOT NULL,
      account ${text} NOT NULL,
      key ${text} NOT NULL,
      report ${text} NOT NULL,
      at ${text} NOT NULL
    )`,
    'CREATE INDEX early_reports_key ON early_reports (channel, account, key)',
    'CREATE INDEX early_reports_age ON early_reports (at)',

    `CREATE TABLE media (
      id ${text} PRIMARY KEY,
      conversation_id ${text} NOT NULL,
      channel ${text} NOT NULL,
      account ${text} NOT NULL,
      ref ${text},
      status ${text} NOT NULL,
      go_at ${text},
      attempts ${int} NOT NULL,
      error ${text},
      hash ${text},
      content_type ${text},
      size ${int},
      name ${text},
      at ${text} NOT NULL
    )`,
    'CREATE INDEX media_wanted ON media (go_at, id) WHERE go_at IS NOT NULL',
    'CREATE INDEX media_hash ON media (hash) WHERE hash IS NOT NULL',
    // PostgreSQL only: SQLite's files lie in a folder beside it.
    `CREATE TABLE media_bytes (
      hash ${text} PRIMARY KEY,
      bytes ${bytes} NOT NULL,
      at ${text} NOT NULL
    )`,
  ],
}
