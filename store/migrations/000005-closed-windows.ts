import type { Migration } from './migration.ts'

/** What a platform said of a reply window before its time was over. */
export const closedWindows: Migration = {
  number: 5,
  name: 'closed-windows',
  statements: ({ text }) => [
    // `last_inbound_at` of then: once the customer writes again, they differ, and the window is open.
    `ALTER TABLE threads ADD COLUMN closed_after ${text}`,
  ],
}
