import { createHash } from 'node:crypto'
import type { ContentFiles } from './content.ts'

/** SHA-256, hex, over the files sorted by path: the same content has the same name on every machine. */
export function versionOf(files: ContentFiles): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) hash.update(JSON.stringify([path, files[path]]))
  return hash.digest('hex')
}
