import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Our package's own folder, from the sources as from `dist/`: where `bots/` and `web/dist/` lie. */
export const packageRoot: string = findRoot(import.meta.dirname)

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  return parent === folder ? folder : findRoot(parent)
}
