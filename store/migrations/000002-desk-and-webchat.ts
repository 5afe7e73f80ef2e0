import type { Migration } from './migration.ts'

/** Hand-offs and agents, the web chat's log, dialog versions, and the small tables of limits and proofs. */
export const deskAndWebchat: Migration = {
  number: 2,
  name: 'desk-and-webchat',
  statements: ({ text, int, bytes, keyed }) => [
    `CREATE TABLE handoffs (
      id ${text} PRIMARY KEY,
      conversation_id ${text} NOT NULL,
      customer_id ${text} NOT NULL,
      channel ${text} NOT NULL,
      language ${text},
      status ${text} NOT NULL,
      reason ${text} NOT NULL,
      priority ${text} NOT NULL,
      team ${text},
      facts ${text} NOT NULL,
      deadline_at ${text} NOT NULL,
      agent_id ${text},
      cause ${text},
      note ${text},
      created_at ${text} NOT NULL,
      updated_at ${text} NOT NULL,
      version ${int} NOT NULL
    )`,
    'CREATE INDEX handoffs_status ON handoffs (status, id)',
    'CREATE INDEX handoffs_conversation ON handoffs (conversation_id, id)',

    `CREATE TABLE agents (
      id ${text} PRIMARY KEY,
      name ${text} NOT NULL,
      email ${text} NOT NULL UNIQUE,
      role ${text} NOT NULL,
      password_hash ${text} NOT NULL,
      created_at ${text} NOT NULL
    )`,
    `CREATE TABLE sessions (
      token_hash ${text} PRIMARY KEY,
      agent_id ${text} NOT NULL,
      csrf_token ${text} NOT NULL,
      created_at ${text} NOT NULL,
      expires_at ${text} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX sessions_agent ON sessions (agent_id)',
    'CREATE INDEX sessions_expiry ON sessions (expires_at)',

    `CREATE TABLE webchat (
      key ${text} PRIMARY KEY,
      user_id ${text},
      opened_at ${text},
      last_seq ${int} NOT NULL
    ) ${keyed}`,
    `CREATE TABLE webchat_log (
      key ${text} NOT NULL,
      seq ${int} NOT NULL,
      idempotency_key ${text} NOT NULL,
      activity ${text} NOT NULL,
      at ${text} NOT NULL,
      PRIMARY KEY (key, seq),
      UNIQUE (key, idempotency_key)
    )`,
    `CREATE TABLE webchat_files (
      id ${text} PRIMARY KEY,
      key ${text} NOT NULL,
      content_type ${text} NOT NULL,
      name ${text} NOT NULL,
      bytes ${bytes} NOT NULL,
      at ${text} NOT NULL
    )`,
    'CREATE INDEX webchat_files_age ON webchat_files (at)',

    `CREATE TABLE versions (
      hash ${text} PRIMARY KEY,
      bot ${text} NOT NULL,
      files ${text} NOT NULL,
      at ${text} NOT NULL
    )`,

    `CREATE TABLE settings (key ${text} PRIMARY KEY, value ${text} NOT NULL) ${keyed}`,

    `CREATE TABLE tries (key ${text} NOT NULL, at_ms ${int} NOT NULL)`,
    'CREATE INDEX tries_key ON tries (key, at_ms)',
    'CREATE INDEX tries_age ON tries (at_ms)',

    `CREATE TABLE proofs (
      thread_id ${text} NOT NULL,
      order_number ${text} NOT NULL,
      until_ms ${int} NOT NULL,
      PRIMARY KEY (thread_id, order_number)
    ) ${keyed}`,
    'CREATE INDEX proofs_age ON proofs (until_ms)',

    `CREATE TABLE order_changes (
      idempotency_key ${text} PRIMARY KEY,
      number ${text} NOT NULL,
      change ${text} NOT NULL,
      at ${text} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX order_changes_number ON order_changes (number, at)',
  ],
}
