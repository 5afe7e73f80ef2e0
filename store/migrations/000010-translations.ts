import type { Migration } from './migration.ts'

/** Text in another language beside the original. */
export const translations: Migration = {
  number: 10,
  name: 'translations',
  statements: () => [],
}
