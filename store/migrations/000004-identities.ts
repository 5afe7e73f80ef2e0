import type { Migration } from './migration.ts'

/** One customer on many channels: one-time codes, what an order was proved with, and whose verified phone is whose. */
export const identities: Migration = {
  number: 4,
  name: 'identities',
  statements: ({ text, int, keyed }) => [
    `CREATE TABLE continuation_codes (
      code_hash ${text} PRIMARY KEY,
      thread_id ${text} NOT NULL,
      until_ms ${int} NOT NULL,
      used_by ${text}
    ) ${keyed}`,
    'CREATE INDEX continuation_codes_thread ON continuation_codes (thread_id)',
    'CREATE INDEX continuation_codes_age ON continuation_codes (until_ms)',
    `ALTER TABLE proofs ADD COLUMN kind ${text}`,
    'CREATE INDEX proofs_order ON proofs (order_number)',
    'CREATE INDEX threads_phone ON threads (verified_phone) WHERE verified_phone IS NOT NULL',
    'CREATE INDEX conversations_customer ON conversations (customer_id)',
    'CREATE INDEX handoffs_customer ON handoffs (customer_id)',
  ],
}
