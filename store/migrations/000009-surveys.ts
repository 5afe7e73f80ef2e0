import type { Migration } from './migration.ts'

/** What customers answered when they were asked how it was. */
export const surveys: Migration = {
  number: 9,
  name: 'surveys',
  statements: () => [],
}
