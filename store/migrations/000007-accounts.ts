import type { Migration } from './migration.ts'

/** API tokens with their scopes, and what signing in needs beside them. */
export const accounts: Migration = {
  number: 7,
  name: 'accounts',
  statements: () => [],
}
