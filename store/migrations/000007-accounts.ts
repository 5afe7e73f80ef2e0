import type { Migration } from './migration.ts'

/** API tokens with their scopes, and the answers to writes that may be asked again. */
export const accounts: Migration = {
  number: 7,
  name: 'accounts',
  statements: ({ text, int, keyed }) => [
    // Only the hash of a token is kept; `scopes` as JSON.
    `CREATE TABLE api_tokens (
      id ${text} PRIMARY KEY,
      agent_id ${text} NOT NULL,
      name ${text} NOT NULL,
      token_hash ${text} NOT NULL UNIQUE,
      scopes ${text} NOT NULL,
      created_at ${text} NOT NULL,
      last_used_at ${text},
      expires_at ${text}
    ) ${keyed}`,
    'CREATE INDEX api_tokens_agent ON api_tokens (agent_id)',

    // Writes with an Idempotency-Key: `status` is NULL while one is being done.
    `CREATE TABLE idempotent_writes (
      key ${text} PRIMARY KEY,
      fingerprint ${text} NOT NULL,
      status ${int},
      headers ${text},
      body ${text},
      at ${text} NOT NULL
    ) ${keyed}`,
    'CREATE INDEX idempotent_writes_age ON idempotent_writes (at)',
  ],
}
