import type { Migration } from './migration.ts'

/** A hand-off's life: who is offered it and until when, since when the customer waits, what they were told; who is at the desk. */
export const desk: Migration = {
  number: 6,
  name: 'desk',
  statements: ({ text, keyed }) => [
    `ALTER TABLE handoffs ADD COLUMN skill ${text}`,
    // Where its agent took it.
    `ALTER TABLE handoffs ADD COLUMN desk ${text}`,
    // Until then the agent of an `offered` one may take it.
    `ALTER TABLE handoffs ADD COLUMN offered_until ${text}`,
    // Since when the customer has no answer; NULL while nobody waits for one.
    `ALTER TABLE handoffs ADD COLUMN waiting_since ${text}`,
    `ALTER TABLE handoffs ADD COLUMN claimed_at ${text}`,
    `ALTER TABLE handoffs ADD COLUMN first_reply_at ${text}`,
    `ALTER TABLE handoffs ADD COLUMN ended_at ${text}`,
    // When a supervisor was told that the deadline has passed.
    `ALTER TABLE handoffs ADD COLUMN escalated_at ${text}`,
    // What the customer was last told of their place in the queue, as JSON.
    `ALTER TABLE handoffs ADD COLUMN told ${text}`,
    // The last thing that was said, as JSON, so that a list needs no transcripts.
    `ALTER TABLE handoffs ADD COLUMN last_message ${text}`,
    // Id, name and order numbers, folded, for a search.
    `ALTER TABLE handoffs ADD COLUMN search ${text}`,
    'UPDATE handoffs SET search = id',
    // When those of the former release ended is when they were last changed.
    `UPDATE handoffs SET ended_at = updated_at WHERE status IN ('returned', 'resolved')`,
    `UPDATE handoffs SET waiting_since = created_at WHERE status IN ('waiting', 'offered')`,
    // As PRIORITY_RANK of handoff-row.ts.
    `CREATE INDEX handoffs_queue ON handoffs (status, (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END), id)`,
    'CREATE INDEX handoffs_agent ON handoffs (agent_id, status) WHERE agent_id IS NOT NULL',
    'CREATE INDEX handoffs_claimed ON handoffs (claimed_at) WHERE claimed_at IS NOT NULL',

    `CREATE TABLE presence (
      agent_id ${text} PRIMARY KEY,
      status ${text} NOT NULL,
      seen_at ${text} NOT NULL
    ) ${keyed}`,
  ],
}
