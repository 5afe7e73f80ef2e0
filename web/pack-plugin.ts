import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Less than this gains nothing. Bytes. */
const LEAST = 1_024

/** Writes each text file that was built a second and a third time, packed by Brotli and gzip (`x.js.br`, `x.js.gz`), so that no server packs it again. */
export function packed(): Plugin {
  let folder: string | undefined
  return {
    name: 'packed',
    apply: 'build',
    configResolved({ build }) {
      folder = build.write ? build.outDir : undefined
    },
    writeBundle() {
      if (folder === undefined) return
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|json|svg)$/.test(name)) continue
        const bytes = readFileSync(join(folder, name))
        if (bytes.length < LEAST) continue
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: 9,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        }
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }))
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
