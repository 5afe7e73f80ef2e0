import type { Sql } from '../sql.ts'
import type { Line } from './line.ts'

export const createSql = (call: Line['call']): Sql => ({
  async all<Row extends object>(text: string, values: Parameters<Sql['all']>[1] = []) {
    return (await call('all', text, values)) as Row[]
  },
  write: (...statements) => call('write', statements),
  writeIf: (...statements) => call('writeIf', statements),
  eventMark: '',
})
