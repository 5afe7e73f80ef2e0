import { z } from 'zod'
import { isoTime } from '../../../protocol/clock.ts'
import { ConserjeError, RateLimited, Refused } from '../../../protocol/errors.ts'
import type { Json } from '../../../protocol/json.ts'
import type { SlackDeps } from './deps.ts'

/* What Slack delivers: what changes something by itself is kept before Slack hears a yes, and taken afterwards, in the order of its thread. */

/** A body to be taken later. */
interface Kept {
  key: string
  lane: string
}

const messageSchema = z.looseObject({
  channel: z.string().optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
  message: z.looseObject({ thread_ts: z.string().optional() }).nullish(),
  previous_message: z.looseObject({ thread_ts: z.string().optional() }).nullish(),
})
const eventSchema = z.looseObject({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: messageSchema,
})
const shortcutSchema = z.looseObject({
  type: z.literal('message_action'),
  callback_id: z.string(),
  user: z.looseObject({ id: z.string() }),
  channel: z.looseObject({ id: z.string() }),
  message_ts: z.string().optional(),
  action_ts: z.string().optional(),
  trigger_id: z.string().optional(),
  message: messageSchema,
})

/** How a body is kept; undefined: it wants its answer at once (a button, a modal). */
export function keptAs(body: unknown): Kept | undefined {
  const event = eventSchema.safeParse(body).data
  if (event !== undefined) {
    const { channel = '', ts = '', thread_ts, message, previous_message } = event.event
    const thread = thread_ts ?? message?.thread_ts ?? previous_message?.thread_ts ?? ts
    return { key: `event:${event.event_id}`, lane: `${channel}:${thread}` }
  }
  const shortcut = shortcutSchema.safeParse(body).data
  if (shortcut !== undefined) {
    const { channel, message, message_ts, user } = shortcut
    const ts = message.ts ?? message_ts ?? ''
    // Whoever was refused may try again: each use is one of its own.
    const use = `${user.id}:${shortcut.action_ts ?? shortcut.trigger_id ?? ''}`
    return {
      key: `shortcut:${shortcut.callback_id}:${channel.id}:${ts}:${use}`,
      lane: `${channel.id}:${message.thread_ts ?? ts}`,
    }
  }
  return undefined
}

export interface Intake {
  /** Resolves after the commit: Slack may hear a yes then. A second delivery changes nothing. */
  keep(body: unknown, as: Kept): Promise<void>
  start(): void
  /** Ends what is under way. */
  stop(): Promise<void>
}

const AT_ONCE = 8
const LEASE_MS = 180_000
const NET_MS = 1_000
const MOST_TRIES = 12
const FIRST_WAIT_MS = 1_000
const MOST_WAIT_MS = 300_000

/** `take` does what a kept body says; what it throws decides whether it is tried again. */
export function createIntake(
  { store, clock, log, worker }: Pick<SlackDeps, 'store' | 'clock' | 'log' | 'worker'>,
  take: (body: Json) => Promise<void>,
): Intake {
  const inFlight = new Set<Promise<void>>()
  let stopping = false
  let running: Promise<void> | undefined
  let ring = () => {}

  const sleep = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      ring = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function takeOne({ n, body, attempts }: { n: number; body: Json; attempts: number }): Promise<void> {
    const end = await take(body).then(
      () => 'done' as const,
      error => failure(error, attempts),
    )
    if (end !== 'done') log.warn({ attempts, reason: end.error }, 'what came from Slack was not done')
    await store.settle(n, end)
  }

  const failure = (error: unknown, attempts: number): { error: string; goAt?: string } => {
    const text = error instanceof ConserjeError ? `${error.code}: ${error.message}` : 'unexpected'
    if (!(error instanceof ConserjeError)) log.error({ err: error }, 'a message from Slack met a fault')
    if (error instanceof Refused || attempts >= MOST_TRIES) return { error: text }
    const waitMs =
      error instanceof RateLimited
        ? error.retryAfterMs
        : Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1))
    return { error: text, goAt: isoTime(clock() + waitMs) }
  }

  async function run(): Promise<void> {
    await store
      .release(worker(), isoTime(clock()))
      .catch(error => log.error({ err: error }, 'what a former life left waits for its time'))
    while (!stopping) {
      const places = AT_ONCE - inFlight.size
      const claimed = await store
        .claim(isoTime(clock()), { limit: places, leaseMs: LEASE_MS, worker: worker() })
        .catch(error => log.error({ err: error }, 'what came from Slack waits for the database'))
      for (const one of claimed ?? []) {
        const work = takeOne(one)
          .catch(error => log.error({ err: error }, 'what came from Slack is taken again'))
          .then(() => {
            inFlight.delete(work)
            ring()
          })
        inFlight.add(work)
      }
      if (stopping) break
      if (!claimed || claimed.length === 0 || inFlight.size >= AT_ONCE) await sleep(NET_MS)
    }
    await Promise.all(inFlight)
  }

  return {
    async keep(body, { key, lane }) {
      await store.receive({ key, lane, body: body as Json, at: isoTime(clock()) })
      ring()
    },
    start() {
      running = run()
    },
    async stop() {
      stopping = true
      ring()
      await running
    },
  }
}
