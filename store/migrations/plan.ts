import { StoreError } from '../../protocol/errors.ts'
import { MIGRATIONS } from './index.ts'
import type { Migration } from './migration.ts'

/**
 * What is still to be applied, in order.
 * @throws StoreError `store.newer` when the database holds a migration that this program does not know.
 */
export function outstanding(
  applied: readonly number[],
  known: readonly Migration[] = MIGRATIONS,
): readonly Migration[] {
  const unknown = applied.filter(number => !known.some(migration => migration.number === number))
  if (unknown.length > 0) {
    throw new StoreError(
      'store.newer',
      `The database was written by a newer Conserje (it holds migration ${Math.max(...unknown)}, this one knows up to ` +
        `${Math.max(0, ...known.map(migration => migration.number))}). Nothing was changed. Start the newer version, or restore an older backup.`,
    )
  }
  return known.filter(migration => !applied.includes(migration.number))
}
