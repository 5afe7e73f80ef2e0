import type { Sql } from '../sql.ts'
import type { Database } from './database.ts'
import { EVENT_MARK } from './event-horizon.ts'

/** A single write is its own transaction, without BEGIN and COMMIT around it. */
export const createSql = (database: Database): Sql => ({
  all: (text, values = []) => database.all(text, values),
  async write(...statements) {
    const [only] = statements
    if (only !== undefined && statements.length === 1) return [await database.run(...only)]
    return database.transaction(async session => {
      const changed: number[] = []
      for (const statement of statements) changed.push(await session.run(...statement))
      return changed
    })
  },
  writeIf: (first, ...rest) =>
    database.transaction(async session => {
      if ((await session.run(...first)) === 0) return false
      for (const statement of rest) await session.run(...statement)
      return true
    }),
  eventMark: `${EVENT_MARK}, `,
})
