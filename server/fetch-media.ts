import type { Channel } from '../adapters/adapter.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import { ConserjeError, RateLimited, Refused } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type { Media, MediaStore } from '../store/store.ts'
import type { Alarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import { errorFields } from './log.ts'
import type { MediaQuota } from './media-quota.ts'
import { askedWaitMs } from './send-failure.ts'
import { keepBytes } from './take-media.ts'
import type { Loop } from './take-turns.ts'

export interface FetchMediaDeps {
  media: MediaStore
  quota: MediaQuota
  channels: ReadonlyMap<string, Channel>
  /** Rung when there may be something new. */
  wanted: Alarm
  clock: Clock
  log: Log
  maxBytes: number
}

/** Ten megabytes each in memory at most. */
const AT_ONCE = 4
const TIMEOUT_MS = 60_000
const LEASE_MS = 3 * TIMEOUT_MS
const NET_MS = 3_000
/** From five seconds to an hour, twelve tries are some five hours; most platforms keep a file for days. */
const WAITS = { firstMs: 5_000, maxMs: 3_600_000 }
const MAX_TRIES = 12

/** Loads what messages brought from their platforms, after the messages are stored. */
export function createFetchMedia(deps: FetchMediaDeps): Loop {
  const { wanted } = deps
  const stopped = new AbortController()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const claimed = await deps.media
        .claim(isoTime(deps.clock()), AT_ONCE, LEASE_MS)
        .catch(error => deps.log.error(errorFields(error), 'media wait for the database'))
      if (!claimed || claimed.length === 0) await wanted.sleep(NET_MS)
      else await Promise.all(claimed.map(one => fetchOne(one, deps, stopped.signal)))
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

async function fetchOne(one: Media, deps: FetchMediaDeps, stopped: AbortSignal): Promise<void> {
  const { media, clock, log } = deps
  const fields = { conversation: one.conversationId, media: one.id, channel: one.channel }
  try {
    const end = await load(one, deps, stopped).catch(error => failure(error, one, clock()))
    // What a stop cut off is claimed again when its lease ends.
    if (stopped.aborted && end.status !== 'stored') return
    if (end.status !== 'stored')
      log.warn({ ...fields, status: end.status, reason: end.error }, 'a file was not loaded')
    await media.settle(one.id, end)
  } catch (error) {
    log.error({ ...fields, ...errorFields(error) }, 'a file could not be kept')
  }
}

type End = Parameters<MediaStore['settle']>[1]

async function load(one: Media, deps: FetchMediaDeps, stopped: AbortSignal): Promise<End> {
  const channel = deps.channels.get(one.channel)
  if (channel?.fetchMedia === undefined || one.ref === undefined) {
    throw new ConserjeError('channel.off', 'config', `the channel ${one.channel} is off, or loads no files`)
  }
  const { maxBytes } = deps
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)])
  const file = await channel.fetchMedia(one.ref, { account: one.account, maxBytes, signal })
  const at = isoTime(deps.clock())
  const claimed = file.contentType ?? one.contentType ?? ''
  const judged = await keepBytes(file.bytes, claimed, { media: deps.media, quota: deps.quota, maxBytes, at })
  const name = one.name ?? file.name
  return judged.status === 'stored' && name !== undefined ? { ...judged, name: name.slice(-200) } : judged
}

/** The sentence is for the desk: our errors' messages hold no customer text, others' are left out. */
function failure(error: unknown, { attempts }: Media, nowMs: number): End {
  const text = error instanceof ConserjeError ? `${error.code}: ${error.message}` : 'it could not be loaded'
  if (error instanceof Refused || attempts >= MAX_TRIES) return { status: 'refused', error: text }
  const waitMs = error instanceof RateLimited ? askedWaitMs(error) : backoffMs(attempts, WAITS)
  return { status: 'wanted', error: text, goAt: isoTime(nowMs + waitMs) }
}
