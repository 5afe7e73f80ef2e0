import type { Sql } from '../sql.ts'
import type { CommitQueue } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { storeErrorOf } from './errors.ts'

/** Reads run at once, writes share the queue's commits. */
export const createSql = (connection: Connection, queue: CommitQueue): Sql => ({
  async all<Row extends object>(text: string, values: Parameters<Sql['all']>[1] = []) {
    try {
      return connection.all<Row>(text, values)
    } catch (error) {
      throw storeErrorOf(error, connection.path)
    }
  },
  write: (...statements) =>
    queue.add(() => statements.map(([text, values = []]) => connection.run(text, values))),
})
