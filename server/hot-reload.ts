import type { Content, ContentFiles } from '../dialogs/content.ts'
import type { TrainingSource, Understander } from '../intents/understander.ts'
import { ContentError, type Fault, faultText } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type { Contents } from './contents.ts'
import { errorFields } from './log.ts'

export interface HotReloadDeps {
  contents: Pick<Contents, 'current' | 'publish'>
  /** The bot's files as they lie in its folder now. */
  read(): ContentFiles
  /** @throws ContentError with all that is wrong with them */
  parse(files: ContentFiles): Content
  learn(training: TrainingSource): Promise<Understander>
  /** From now on messages are understood by this one. */
  onLearnt(understander: Understander): void
  /** Calls when the files may have changed; returns the function that ends it. */
  watch(onChange: () => void): () => void
  log: Log
}

export interface HotReload {
  /** What is wrong with the files as they are saved, while an earlier version serves; empty when nothing is. */
  faults(): readonly Fault[]
  /** Resolves when what was begun has ended. */
  close(): Promise<void>
}

/**
 * Takes a bot's files over while the server runs: checked first, live at once; with a fault the last good version goes on. Changed phrases are learnt beside it, and
 * understood when that is done. Actions, being code, stay as they were at the start.
 */
export function startHotReload(deps: HotReloadDeps): HotReload {
  const { contents, log } = deps
  let faults: readonly Fault[] = []
  /** The files last looked at, sound or not: each fault is told once. */
  let seen: ContentFiles = contents.current().files
  let learnt = contents.current().training
  let working: Promise<void> = Promise.resolve()
  let asked = false
  let learning = false
  let closed = false

  function changed(): void {
    if (asked || closed) return
    asked = true
    working = working.then(async () => {
      asked = false
      if (!closed) await look()
    })
  }

  async function look(): Promise<void> {
    try {
      const files = deps.read()
      if (same(files, seen)) return
      const startedAt = performance.now()
      const content = soundContent(files)
      if (content === undefined) return
      // Should the database be away, the files are as good as unseen, and tried again at the next look.
      if (content.version !== contents.current().version) await contents.publish(content)
      seen = files
      faults = []
      const ms = Math.round(performance.now() - startedAt)
      log.info({ content: content.version, ms }, 'the changed bot is live')
      tellWhatWaits(content)
      void learnSoon()
    } catch (error) {
      log.error(errorFields(error), 'the bot’s files could not be taken over: the last good version goes on')
    }
  }

  function soundContent(files: ContentFiles): Content | undefined {
    try {
      return deps.parse(files)
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      seen = files
      faults = error.faults
      for (const fault of faults)
        log.error({ fault: faultText(fault) }, 'a changed file has a fault: the last good version goes on')
      return undefined
    }
  }

  /** One after the other, always the newest: who saves five times in a minute is learnt from twice. */
  async function learnSoon(): Promise<void> {
    if (learning) return
    learning = true
    while (!closed && !sameTraining(learnt, contents.current().training)) {
      const { training } = contents.current()
      try {
        const understander = await deps.learn(training)
        if (closed) break
        deps.onLearnt(understander)
        log.info({}, 'the changed phrases are understood')
      } catch (error) {
        log.error(errorFields(error), 'the changed phrases could not be learnt: understood as before')
      }
      learnt = training
    }
    learning = false
  }

  let orders = JSON.stringify(contents.current().bot.orders)
  function tellWhatWaits({ bot }: Content): void {
    const now = JSON.stringify(bot.orders)
    if (now !== orders) log.warn({}, '`orders` of bot.yaml was changed: that is taken over at the next start')
    orders = now
  }

  const end = deps.watch(changed)
  return {
    faults: () => faults,
    async close() {
      closed = true
      end()
      await working
    },
  }
}

function same(a: ContentFiles, b: ContentFiles): boolean {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every(path => a[path] === b[path])
}

const sameTraining = (a: TrainingSource, b: TrainingSource): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)
