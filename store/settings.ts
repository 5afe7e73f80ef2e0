import { plainText, type Sql } from './sql.ts'
import type { SettingStore } from './store.ts'

export function createSettings(sql: Sql): SettingStore {
  const get = async (key: string) => {
    const rows = await sql.all<{ value: string }>('SELECT value FROM settings WHERE key = ?1', [
      plainText(key),
    ])
    return rows[0]?.value
  }
  return {
    get,
    async once(key, value) {
      await sql.write([
        'INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING',
        [plainText(key), plainText(value)],
      ])
      return (await get(key)) ?? value
    },
    async set(key, value) {
      await sql.write([
        'INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [plainText(key), plainText(value)],
      ])
    },
  }
}
