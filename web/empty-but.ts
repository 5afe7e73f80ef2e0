import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Empties the folder that is built into, but for the folder `kept` in it; a build that writes nothing empties nothing. */
export function emptyBut(kept: string): Plugin {
  let folder: string | undefined
  return {
    name: 'empty-but',
    apply: 'build',
    configResolved({ build }) {
      folder = build.write ? build.outDir : undefined
    },
    buildStart() {
      if (folder === undefined || !existsSync(folder)) return
      for (const name of readdirSync(folder)) {
        if (name !== kept) rmSync(join(folder, name), { recursive: true })
      }
    },
  }
}
