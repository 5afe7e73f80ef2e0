import type { Translator } from '../handoff/translate/translator.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import { ConserjeError, RateLimited, Refused } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import type { WantedTranslation } from '../store/translation-rows.ts'
import type { Alarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import { errorFields } from './log.ts'
import { askedWaitMs } from './send-failure.ts'
import type { Loop } from './take-turns.ts'

export interface TranslateLoopDeps {
  translations: Store['translations']
  translator: Translator
  /** Rung when there may be something new. */
  wanted: Alarm
  clock: Clock
  log: Log
}

/** A small machine translates one text at a time; two keep it busy. */
const AT_ONCE = 2
export const TRANSLATE_TIMEOUT_MS = 20_000
const LEASE_MS = 3 * TRANSLATE_TIMEOUT_MS
const NET_MS = 3_000
/** From two seconds to ten minutes, eight tries are some twenty minutes: later nobody reads it. */
const WAITS = { firstMs: 2_000, maxMs: 600_000 }
const MAX_TRIES = 8

/** Translates what readers want, outside of any turn: no message waits for it. */
export function createTranslateLoop(deps: TranslateLoopDeps): Loop {
  const { translations, wanted, clock, log } = deps
  const stopped = new AbortController()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const claimed = await translations
        .claim(isoTime(clock()), AT_ONCE, LEASE_MS)
        .catch(error => log.error(errorFields(error), 'translations wait for the database'))
      if (!claimed || claimed.length === 0) await wanted.sleep(NET_MS)
      else await Promise.all(claimed.map(one => translateOne(one, deps, stopped.signal)))
    }
  }

  return {
    start() {
      running = run()
    },
    async stop() {
      stopped.abort()
      wanted.ring()
      await running
    },
  }
}

type End = Parameters<Store['translations']['settle']>[1]

async function translateOne(
  one: WantedTranslation,
  deps: TranslateLoopDeps,
  stopped: AbortSignal,
): Promise<void> {
  const { translations, translator, clock, log } = deps
  const fields = { conversation: one.conversationId, entry: one.entryId }
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(TRANSLATE_TIMEOUT_MS)])
    const end = await translator
      .translate(one.source, { from: one.from, to: one.language, signal })
      .then(({ text }): End => ({ status: 'done', text, by: translator.name, at: isoTime(clock()) }))
      .catch(error => failure(error, one, clock()))
    // What a stop cut off is claimed again when its lease ends.
    if (stopped.aborted && end.status !== 'done') return
    if (end.status !== 'done')
      log.warn({ ...fields, status: end.status, reason: end.error }, 'a text was not translated')
    await translations.settle(one, end)
  } catch (error) {
    log.error({ ...fields, ...errorFields(error) }, 'a translation could not be kept')
  }
}

/** The sentence is for the desk: our errors' messages hold no customer text, others' are left out. */
function failure(error: unknown, { attempts }: WantedTranslation, nowMs: number): End {
  const text = error instanceof ConserjeError ? error.message : 'it could not be translated'
  if (error instanceof Refused || attempts >= MAX_TRIES) {
    return { status: 'failed', error: text, at: isoTime(nowMs) }
  }
  const waitMs = error instanceof RateLimited ? askedWaitMs(error) : backoffMs(attempts, WAITS)
  return { status: 'wanted', error: text, goAt: isoTime(nowMs + waitMs) }
}
