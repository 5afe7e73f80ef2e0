import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { JsonObject } from '../../protocol/json.ts'
import type { ChannelDeps } from '../adapter.ts'
import type { FacebookChannel, FacebookConfig } from './config.ts'
import { accountsOf, type Graph } from './graph.ts'
import { graphError } from './graph-error.ts'
import { profileBody } from './profile-body.ts'

/** Keeps the greeting, the opening questions and the menu at Meta as the bot's files say. */
export interface Profile {
  /** Sets it now where it differs, and again whenever the bot's files do. Never throws; what fails is tried again. */
  start(): void
  /** Resolves when nothing is under way any more, after the signal. */
  settled(): Promise<void>
}

interface ProfileParts {
  channel: FacebookChannel
  config: FacebookConfig
  deps: Pick<ChannelDeps, 'content' | 'memory' | 'log' | 'clock'>
  graph: Graph
  signal: AbortSignal
  /** For tests. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const CALL_MS = 20_000
/** How often the bot's files are looked at. */
const CHECK_MS = 300_000
/** Meta takes ten calls in ten minutes: the first retry is after one, the last ones hourly. */
const RETRY_MS = { first: 60_000, most: 3_600_000 }

export function createProfile(parts: ProfileParts): Profile {
  let running: Promise<unknown> = Promise.resolve()
  return {
    start() {
      running = Promise.all(accountsOf(parts.config, parts.channel).map(account => keep(account, parts)))
    },
    settled: async () => {
      await running
    },
  }
}

const pauseQuietly = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal, ref: false })

async function keep(account: string, parts: ProfileParts): Promise<void> {
  const { channel, deps, signal, wait = pauseQuietly } = parts
  let failures = 0
  let told = ''
  while (!signal.aborted) {
    try {
      await update(account, parts)
      failures = 0
      told = ''
    } catch (error) {
      if (signal.aborted) return
      failures++
      const { code = 'unexpected', message: reason } = error as { code?: string; message?: string }
      // The same reason again is no news: an account that no page is linked to would fill the log.
      const level = told === reason ? 'debug' : 'warn'
      told = reason ?? ''
      deps.log[level]({ channel, account, code, reason }, 'the profile could not be set; it is tried again')
    }
    const ms = failures === 0 ? CHECK_MS : Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** (failures - 1))
    await wait(ms, signal).catch(() => {})
  }
}

const knownSchema = z.object({ hash: z.string(), fields: z.array(z.string()) })

/** Sets what differs from what was set last, and takes away only what we have set ourselves. */
async function update(account: string, parts: ProfileParts): Promise<void> {
  const { channel, deps } = parts
  const key = `profile:${account}`
  const known = readKnown(await deps.memory.get(key))
  const body = profileBody(channel, deps.content())
  const fields = Object.keys(body)
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  if (known.hash === hash || (known.fields.length === 0 && fields.length === 0)) return
  const gone = known.fields.filter(field => !fields.includes(field))
  if (gone.length > 0) await call('DELETE', { fields: gone }, account, parts)
  if (fields.length > 0) await call('POST', body, account, parts)
  await deps.memory.set(key, JSON.stringify({ hash, fields }))
  deps.log.info({ channel, account, fields }, 'the profile was set')
}

function readKnown(text: string | undefined): z.infer<typeof knownSchema> {
  try {
    return knownSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return { hash: '', fields: [] }
  }
}

async function call(
  method: 'POST' | 'DELETE',
  body: JsonObject,
  account: string,
  { channel, deps, graph, signal }: ProfileParts,
): Promise<void> {
  const isInstagram = channel === 'instagram'
  const answer = await graph({
    channel,
    account,
    edge: 'messenger_profile',
    method,
    query: isInstagram ? { platform: 'instagram' } : {},
    body: isInstagram ? { platform: 'instagram', ...body } : body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
  })
  if (answer.status >= 300) throw graphError(answer, { channel, nowMs: deps.clock() })
}
