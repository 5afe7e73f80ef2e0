import type { Sql } from './sql.ts'
import type { VersionEntry, VersionStore } from './store.ts'

export function createVersions(sql: Sql): VersionStore {
  return {
    async put(hash, bot, files, at) {
      await sql.write([
        'INSERT INTO versions (hash, bot, files, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO UPDATE SET at = ?4',
        [hash, bot, JSON.stringify(files), at],
      ])
    },
    async get(hash) {
      const rows = await sql.all<{ files: string }>('SELECT files FROM versions WHERE hash = ?1', [hash])
      return rows[0] && JSON.parse(rows[0].files)
    },
    list: bot =>
      sql.all<VersionEntry>(
        `SELECT v.hash, v.at,
           (SELECT count(*) FROM conversations c WHERE c.status = 'open' AND c.content_version = v.hash) AS conversations
         FROM versions v WHERE v.bot = ?1 ORDER BY v.at DESC, v.hash`,
        [bot],
      ),
  }
}
