import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../protocol/log.ts'
import { errorFields } from './log.ts'

/** An editor saves in several steps: what is read in between is half a file. */
const QUIET_MS = 100
/** Disks of a network tell nobody of changes; where they are told, this is only the net. */
const LOOK_MS = { told: 5_000, untold: 1_000 }

/**
 * Calls `onChange` when a file in the folders, or in a folder right below them, may have changed: soon after the operating system tells, and by the clock, since it does
 * not tell on every disk. Calls may be for nothing. Returns the function that ends it.
 */
export function watchFolders(folders: readonly string[], onChange: () => void, log: Log): () => void {
  /** Folders, never files: an editor puts a new file in the place of the old one, and whoever watched that sees nothing more. */
  const watchers = new Map<string, FSWatcher>()
  let soon: NodeJS.Timeout | undefined
  let looking: NodeJS.Timeout | undefined
  let told = true

  const change = () => {
    clearTimeout(soon)
    soon = setTimeout(() => {
      watchAll()
      onChange()
    }, QUIET_MS)
  }

  function watchAll(): void {
    const there = folders.flatMap(withSubfolders)
    // A folder that comes back under its name is another one.
    for (const [folder, watcher] of watchers)
      if (!there.includes(folder) && watchers.delete(folder)) watcher.close()
    for (const folder of there) {
      if (!told || watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, change)
        watcher.on('error', () => forget(folder))
        watchers.set(folder, watcher)
      } catch (error) {
        log.warn(errorFields(error), 'the bot’s folder can not be watched: it is looked at each second')
        told = false
        lookEvery(LOOK_MS.untold)
      }
    }
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
    change()
  }

  function lookEvery(ms: number): void {
    clearInterval(looking)
    looking = setInterval(() => {
      watchAll()
      onChange()
    }, ms)
    looking.unref()
  }

  lookEvery(LOOK_MS.told)
  watchAll()
  return () => {
    clearTimeout(soon)
    clearInterval(looking)
    told = false
    for (const watcher of watchers.values()) watcher.close()
  }
}

function withSubfolders(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
    return [folder, ...inner.map(({ name }) => join(folder, name))]
  } catch {
    // Gone for a moment, or for good: whoever reads the files tells.
    return []
  }
}
