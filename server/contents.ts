import type { Content, ContentFiles } from '../dialogs/content.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { VersionStore } from '../store/store.ts'
import { errorFields } from './log.ts'

/** The versions of the bot that are in use: the current one, and those that conversations under way are pinned to. */
export interface Contents {
  current(): Content
  /** Undefined: that version is not in memory; it is noted, and `load` gets it. */
  of(version: string | undefined): Content | undefined
  /** Loads what `of` missed. A version that can't be had any more is served by the current one, which is logged. */
  load(): Promise<void>
  /** Makes `content` the current one, and keeps its files for the conversations that will be pinned to it. */
  publish(content: Content): Promise<void>
}

/** Versions in memory; one is a few megabytes. The least used goes first. */
const KEPT = 12

export function createContents(deps: {
  versions: VersionStore
  /** Parses and checks files; throws ContentError when this program can't run them. */
  parse(files: ContentFiles): Content
  clock: Clock
  log: Log
}): Contents {
  const kept = new Map<string, Content>()
  const missed = new Set<string>()
  let newest: Content | undefined
  const current = () => newest as Content

  const keep = (version: string, content: Content) => {
    kept.delete(version)
    kept.set(version, content)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(oldest)
    }
  }

  async function read(version: string): Promise<Content> {
    const files = await deps.versions.get(version)
    if (files === undefined) {
      deps.log.warn(
        { version },
        'a conversation is pinned to a version that is not stored: served by the current',
      )
      return current()
    }
    try {
      return deps.parse(files)
    } catch (error) {
      deps.log.warn(
        { version, ...errorFields(error) },
        'a stored version can no longer be read: served by the current',
      )
      return current()
    }
  }

  return {
    current,
    of(version) {
      if (version === undefined || version === newest?.version) return current()
      const content = kept.get(version)
      if (content === undefined) missed.add(version)
      else keep(version, content)
      return content
    },
    async load() {
      for (const version of [...missed]) {
        // A StoreError goes up: the loop waits for the database, and the version stays missed.
        keep(version, await read(version))
        missed.delete(version)
      }
    },
    async publish(content) {
      await deps.versions.put(content.version, content.bot.bot, { ...content.files }, isoTime(deps.clock()))
      keep(content.version, content)
      newest = content
    },
  }
}
