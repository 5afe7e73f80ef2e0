import type { Session } from './database.ts'

type Cell = string | number | null

/** A column of a batch: its name, its type in the array, and where its value comes from. */
export type Column<Row> = readonly [name: string, type: 'text' | 'bigint', value: (row: Row) => Cell]

/** `unnest(?1::text[], …)` and the arrays, one a column; `from` is the first placeholder's number. */
export function unnest<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  from = 1,
): { source: string; values: Cell[][] } {
  return {
    source: `unnest(${columns.map(([, type], index) => `?${index + from}::${type}[]`).join(', ')})`,
    values: columns.map(([, , value]) => rows.map(value)),
  }
}

/** All rows in one statement and in their order, so that counted numbers rise with it. */
export async function insertMany<Row>(
  session: Session,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const names = columns.map(([name]) => name).join(', ')
  const { source, values } = unnest(columns, rows)
  await session.run(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${source} WITH ORDINALITY AS r (${names}, place) ORDER BY place`,
    values,
  )
}
