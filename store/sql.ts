/** What a placeholder may hold; JSON is handed in as text. */
export type SqlValue = string | number | null | Uint8Array

export type Statement = readonly [text: string, values?: readonly SqlValue[]]

/**
 * The part of an engine that the stores off the hot path are written in, once for both: plain SQL with placeholders `?1`,
 * `?2`, … (PostgreSQL gets them as `$1`). Throws StoreError.
 */
export interface Sql {
  /** One reading statement; the caller names the columns' shape. */
  all<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]>
  /** Statements in one transaction; resolves after the commit to the number of rows that each changed. */
  write(...statements: readonly Statement[]): Promise<number[]>
  /** The same, all or nothing: when the first one changes no row, the others are left out and it resolves to false. */
  writeIf(first: Statement, ...rest: readonly Statement[]): Promise<boolean>
  /** Stands first in the FROM of whatever adds to `events`: what readers of the whole stream need, see `EventStore`. */
  readonly eventMark: string
}

/**
 * Text for a column that is no JSON: PostgreSQL stores neither NUL nor lone surrogates, and both engines must answer alike.
 */
export const plainText = (text: string): string =>
  text.includes('\u0000') || !text.isWellFormed() ? text.replaceAll('\u0000', '').toWellFormed() : text

/** The same for an optional one: undefined becomes NULL. */
export const optionalText = (text: string | undefined): string | null =>
  text === undefined ? null : plainText(text)

/** JSON for an optional column. */
export const optionalJson = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value)
