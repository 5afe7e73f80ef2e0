/** The few words in which the two engines' table definitions differ. */
export interface ColumnTypes {
  /** For what only one of them has. */
  engine: 'sqlite' | 'postgres'
  /** Text that sorts by bytes on both engines, so that ISO 8601 times sort by time. */
  text: string
  int: string
  bytes: string
  /** A whole number that the engine counts up itself, as primary key. */
  counter: string
  /** Behind the closing bracket of a small table that is found by its text key only. */
  keyed: string
}

export const SQLITE_TYPES: ColumnTypes = {
  engine: 'sqlite',
  text: 'TEXT',
  int: 'INTEGER',
  bytes: 'BLOB',
  // AUTOINCREMENT: a number is never given twice, also after the newest rows were deleted.
  counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  keyed: 'WITHOUT ROWID',
}

export const POSTGRES_TYPES: ColumnTypes = {
  engine: 'postgres',
  text: 'TEXT COLLATE "C"',
  int: 'BIGINT',
  bytes: 'BYTEA',
  counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  keyed: '',
}

/** One step forward of the schema, never edited once released. Its statements run in one transaction. */
export interface Migration {
  /** From 1, without gaps. */
  number: number
  name: string
  statements(types: ColumnTypes): readonly string[]
}
