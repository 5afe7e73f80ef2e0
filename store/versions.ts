import type { Sql } from './sql.ts'
import type { VersionStore } from './store.ts'

export function createVersions(sql: Sql): VersionStore {
  return {
    async put(hash, bot, files, at) {
      await sql.write([
        'INSERT INTO versions (hash, bot, files, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO NOTHING',
        [hash, bot, JSON.stringify(files), at],
      ])
    },
    async get(hash) {
      const rows = await sql.all<{ files: string }>('SELECT files FROM versions WHERE hash = ?1', [hash])
      return rows[0] && JSON.parse(rows[0].files)
    },
  }
}
