import type { MediaBytes } from '../media.ts'
import type { Sql } from '../sql.ts'

/** Bytes in the database, since several servers share it. */
export const createMediaBytes = (sql: Sql): MediaBytes => ({
  async put(hash, bytes, at) {
    // What is there already is as good as new: the sweep must not take it away.
    const [there] = await sql.write(['UPDATE media_bytes SET at = ?2 WHERE hash = ?1', [hash, at]])
    if (there === 1) return
    await sql.write([
      'INSERT INTO media_bytes (hash, bytes, at) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO UPDATE SET at = excluded.at',
      [hash, bytes, at],
    ])
  },
  async get(hash) {
    const rows = await sql.all<{ bytes: Uint8Array }>('SELECT bytes FROM media_bytes WHERE hash = ?1', [hash])
    return rows[0]?.bytes
  },
  async sweep(before) {
    await sql.write([
      'DELETE FROM media_bytes WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM media m WHERE m.hash = media_bytes.hash)',
      [before],
    ])
  },
})
