import type { Migration } from './migration.ts'

/**
 * Customers, threads, conversations, inbox, outbox, transcript, business events. JSON lies in text columns as JSON.stringify
 * writes it. Partial indexes hold only what is still to do, so that no claim grows slower with what is done.
 */
export const conversations: Migration = {
  number: 1,
  name: 'conversations',
  statements: ({ text, int, counter, keyed }) => [
    `CREATE TABLE customers (
      id ${text} PRIMARY KEY,
      name ${text},
      country ${text},
      language ${text},
      register ${text},
      conversation_count ${int} NOT NULL,
      created_at ${text} NOT NULL
    ) ${keyed}`,

    `CREATE TABLE threads (
      id ${text} PRIMARY KEY,
      channel ${text} NOT NULL,
      account ${text} NOT NULL,
      key ${text} NOT NULL,
      customer_id ${text} NOT NULL,
      conversation_id ${text} NOT NULL,
      locale ${text},
      verified_phone ${text},
      UNIQUE (channel, account, key)
    ) ${keyed}`,

    `CREATE TABLE conversations (
      id ${text} PRIMARY KEY,
      customer_id ${text} NOT NULL,
      thread_id ${text} NOT NULL,
      status ${text} NOT NULL,
      owner ${text} NOT NULL,
      ownership_version ${int} NOT NULL,
      content_version ${text},
      state ${text},
      language ${text},
      last_seq ${int} NOT NULL,
      ready_at ${text},
      opened_at ${text} NOT NULL,
      last_activity_at ${text} NOT NULL
    )`,
    'CREATE INDEX conversations_ready ON conversations (ready_at) WHERE ready_at IS NOT NULL',
    `CREATE INDEX conversations_pinned ON conversations (content_version) WHERE status = 'open'`,
    // For the sweep that closes idle ones: a conversation enters and leaves it once, turns don't touch it.
    `CREATE INDEX conversations_open ON conversations (opened_at) WHERE status = 'open' AND owner = 'bot'`,

    `CREATE TABLE inbox (
      n ${counter},
      id ${text} NOT NULL UNIQUE,
      conversation_id ${text} NOT NULL,
      thread_id ${text} NOT NULL,
      seq ${int} NOT NULL,
      kind ${text} NOT NULL,
      status ${text} NOT NULL,
      key ${text},
      channel ${text},
      account ${text},
      platform_id ${text},
      payload ${text} NOT NULL,
      settles ${int} NOT NULL,
      received_at ${text} NOT NULL,
      due_at ${text} NOT NULL,
      attempts ${int} NOT NULL,
      client_address ${text},
      handled_at ${text},
      turn_order ${int},
      understanding ${text},
      note ${text},
      error ${text},
      UNIQUE (conversation_id, seq)
    )`,
    'CREATE UNIQUE INDEX inbox_platform ON inbox (channel, account, platform_id) WHERE platform_id IS NOT NULL',
    'CREATE UNIQUE INDEX inbox_key ON inbox (conversation_id, key) WHERE key IS NOT NULL',
    `CREATE INDEX inbox_pending ON inbox (conversation_id, seq) WHERE status = 'pending'`,
    `CREATE INDEX inbox_held ON inbox (conversation_id, seq) WHERE status = 'held'`,
    `CREATE INDEX inbox_dead ON inbox (n) WHERE status = 'dead'`,

    // `go_at`: when an unsent row may be leased (again), NULL once it ended. `run_at` is what its maker asked for.
    `CREATE TABLE outbox (
      n ${counter},
      id ${text} NOT NULL UNIQUE,
      conversation_id ${text} NOT NULL,
      thread_id ${text} NOT NULL,
      lane ${text} NOT NULL,
      kind ${text} NOT NULL,
      payload ${text} NOT NULL,
      speaker ${text} NOT NULL,
      ownership_version ${int} NOT NULL,
      notice ${int} NOT NULL,
      status ${text} NOT NULL,
      run_at ${text} NOT NULL,
      go_at ${text},
      attempts ${int} NOT NULL,
      worker ${text},
      parts ${text},
      sent_parts ${text},
      last_error ${text},
      created_at ${text} NOT NULL,
      ended_at ${text}
    )`,
    `CREATE INDEX outbox_sends ON outbox (go_at, n) WHERE go_at IS NOT NULL AND lane <> 'call'`,
    `CREATE INDEX outbox_calls ON outbox (go_at, n) WHERE go_at IS NOT NULL AND lane = 'call'`,
    'CREATE INDEX outbox_lane ON outbox (conversation_id, lane, n) WHERE go_at IS NOT NULL',
    `CREATE INDEX outbox_unsent ON outbox (status, n) WHERE status IN ('parked', 'dead', 'cancelled')`,

    `CREATE TABLE transcript (
      seq ${counter},
      conversation_id ${text} NOT NULL,
      entry_id ${text} NOT NULL,
      at ${text} NOT NULL,
      speaker ${text} NOT NULL,
      author ${text},
      activity ${text} NOT NULL,
      understanding ${text}
    )`,
    'CREATE INDEX transcript_conversation ON transcript (conversation_id, seq)',

    `CREATE TABLE events (
      seq ${counter},
      conversation_id ${text} NOT NULL,
      at ${text} NOT NULL,
      name ${text} NOT NULL,
      data ${text} NOT NULL
    )`,
    'CREATE INDEX events_conversation ON events (conversation_id, seq)',
  ],
}
