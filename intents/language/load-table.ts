import { readFileSync } from 'node:fs'
import { decodeTable, type LanguageTable } from './table.ts'

let loaded: LanguageTable | undefined

/** The table of languages, read when it is first needed and once a process: 4 MB, a few milliseconds. */
export function languageTable(): LanguageTable {
  loaded ??= decodeTable(new Uint8Array(readFileSync(new URL('./table.bin', import.meta.url))))
  return loaded
}
