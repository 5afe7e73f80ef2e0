import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../../protocol/errors.ts'
import type { MediaBytes } from '../media.ts'
import type { Sql } from '../sql.ts'

const HASH = /^[0-9a-f]{64}$/

/** Bytes as files of a folder, named by their hash: whole or not there, also after a power cut. */
export function createMediaFiles(folder: string, sql: Sql): MediaBytes {
  return {
    async put(hash, bytes) {
      const path = join(folder, hash)
      try {
        // What is there already is as good as new: the sweep must not take it away.
        const now = new Date()
        await utimes(path, now, now)
        return
      } catch {
        // It is not there.
      }
      try {
        await write(folder, path, bytes)
      } catch (cause) {
        const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
        throw new StoreError(
          full ? 'store.full' : 'store.read_only',
          `A file can't be written into ${folder}. ${full ? 'Free space on its disk.' : 'Let the server write there, or set DATA_DIR.'}`,
          { cause },
        )
      }
    },

    async get(hash) {
      if (!HASH.test(hash)) return undefined
      const bytes = await readFile(join(folder, hash)).catch(() => undefined)
      // A damaged file is none.
      return bytes && createHash('sha256').update(bytes).digest('hex') === hash ? bytes : undefined
    },

    async sweep(before) {
      const names = await readdir(folder).catch(() => [])
      for (const name of names) {
        const path = join(folder, name)
        const at = await stat(path).catch(() => undefined)
        if (at === undefined || at.mtimeMs >= Date.parse(before)) continue
        const named = await sql.all('SELECT 1 AS named FROM media WHERE hash = ?1 LIMIT 1', [name])
        if (named.length === 0) await rm(path, { force: true })
      }
    },
  }
}

/** Beside its place first, then renamed; the folder is synced so that the name is not lost either. */
async function write(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  const directory = await open(folder, 'r')
  await directory.sync().finally(() => directory.close())
}
