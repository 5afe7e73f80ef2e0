import type { Migration } from './migration.ts'

/** Which Slack thread shows which hand-off, and what of it was posted. */
export const slack: Migration = {
  number: 8,
  name: 'slack',
  statements: () => [],
}
