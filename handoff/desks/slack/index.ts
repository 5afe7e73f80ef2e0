import { createHash } from 'node:crypto'
import type { App, Logger, LogLevel, Receiver } from '@slack/bolt'
import { z } from 'zod'
import { createPace } from '../../../adapters/pace.ts'
import { RateLimited, Unreachable } from '../../../protocol/errors.ts'
import type { HttpRoute } from '../../../protocol/http.ts'
import type { Json } from '../../../protocol/json.ts'
import type { Log } from '../../../protocol/log.ts'
import { createCarry } from './carry.ts'
import type { SlackConfig } from './config.ts'
import type { SlackDeps } from './deps.ts'
import { createFilesIn } from './files-in.ts'
import { createFilesOut } from './files-out.ts'
import { createGate } from './gate.ts'
import { createHttpReceiver } from './http-receiver.ts'
import { createIntake } from './intake.ts'
import { createOutlet, type Try } from './outlet.ts'
import { createPeople } from './people.ts'
import { createSocketReceiver } from './socket-receiver.ts'
import { addActs } from './take-acts.ts'
import { createThreads } from './thread.ts'
import { createSlackApi } from './web-api.ts'

/** Slack as a desk. */
export interface SlackDeskDoor {
  /** `POST /webhooks/slack`; none in Socket Mode. */
  readonly routes: readonly HttpRoute[]
  /**
   * Tells Slack what an outbox row's notice says, once however often it is tried.
   * @throws RateLimited | Unreachable (also while Slack is known to be away) | Refused
   */
  carry(notice: Json, tried: Try): Promise<void>
  /** Begins to take what Slack delivers. Never throws for a Slack that is away. */
  start(): void
  stop(): Promise<void>
}

/** Slack allows a message a second and channel, and short bursts above. */
const PACE = { perSecond: 1, burst: 3 }
const CALL_MS = 15_000

/** Loads Bolt, which takes some forty megabytes, and joins the parts. */
export async function openSlackDesk(config: SlackConfig, deps: SlackDeps): Promise<SlackDeskDoor> {
  const bolt = await import('@slack/bolt')
  const { clock, log, memory } = deps
  const logger = quietLogger(log)
  const gate = createGate({ clock, log })
  const clientOptions = {
    slackApiUrl: config.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_MS,
  }
  const client = new bolt.webApi.WebClient(config.botToken, { ...clientOptions, logger })
  const api = createSlackApi(client, gate)
  const outlet = createOutlet({ api, pace: createPace({ channel: 'slack', ...PACE, clock }) }, deps)
  const identity = createIdentity(api, memory, config.botToken)
  const people = createPeople(api, {
    desk: deps.desk,
    clock,
    agents: config.agents,
    teamId: async () => (await identity()).teamId,
  })
  const threads = createThreads(outlet, config, deps)
  const shareFile = createFilesOut({ api, outlet, apiUrl: config.apiUrl }, deps)
  const carry = createCarry({ ...deps, api, outlet, threads, shareFile })

  // Bolt's own acknowledgement: Slack has heard a yes when the body was kept.
  const intake = createIntake(deps, body =>
    app.processEvent({ body: body as Record<string, Json>, ack: async () => undefined }),
  )
  const http =
    config.appToken === undefined && config.signingSecret !== undefined
      ? createHttpReceiver(config.signingSecret, intake, deps)
      : undefined
  const receiver: Receiver =
    http ??
    createSocketReceiver(
      bolt.SocketModeReceiver,
      { appToken: config.appToken ?? '', apiUrl: config.apiUrl, logger },
      intake,
      deps,
    )
  const app: App = new bolt.App({
    receiver,
    authorize: async () => ({ botToken: config.botToken }),
    logger,
    clientOptions,
    convoStore: false,
    ignoreSelf: false,
  })
  // What is kept is tried again by what it threw.
  app.error(error => Promise.reject(originalOf(error)))
  addActs(app, {
    ...deps,
    api,
    outlet,
    people,
    appUserId: async () => (await identity()).userId,
    loadFile: createFilesIn(config, deps),
  })

  return {
    routes: http === undefined ? [] : [http.route],
    async carry(notice, tried) {
      const waitMs = gate.waitMs()
      if (waitMs > 0) throw new RateLimited('slack is away, or takes no token', waitMs)
      await carry(notice, tried)
    },
    start() {
      intake.start()
      void app.start()
      identity().catch(error => {
        if (!(error instanceof Unreachable || error instanceof RateLimited))
          log.error({ err: error }, 'Slack is not known')
      })
    },
    async stop() {
      await app.stop()
      await intake.stop()
    },
  }
}

const originalOf = (error: unknown): unknown => (error as { original?: unknown }).original ?? error

const identitySchema = z.object({ userId: z.string(), teamId: z.string() })
type Identity = z.infer<typeof identitySchema>

/** Who this app is, and in which workspace; asked once, and kept over a restart. */
function createIdentity(
  api: ReturnType<typeof createSlackApi>,
  memory: SlackDeps['memory'],
  botToken: string,
): () => Promise<Identity> {
  let known: Identity | undefined
  // Another token may be of another workspace.
  const key = `app.${createHash('sha256').update(botToken).digest('hex').slice(0, 12)}`
  return async () => {
    if (known !== undefined) return known
    const kept = await memory.get(key)
    known = kept === undefined ? undefined : identitySchema.parse(JSON.parse(kept))
    if (known !== undefined) return known
    const { user_id, team_id } = z
      .looseObject({ user_id: z.string(), team_id: z.string() })
      .parse(await api.call('auth.test'))
    known = { userId: user_id, teamId: team_id }
    await memory.set(key, JSON.stringify(known))
    return known
  }
}

/** Bolt's log holds what people write: only its warnings are kept, and of those the first words. */
function quietLogger(log: Log): Logger {
  const told = (parts: readonly unknown[]) => ({ bolt: String(parts[0]).split('\n')[0]?.slice(0, 120) })
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.debug(told(parts), 'Bolt warns'),
    error: (...parts) => log.debug(told(parts), 'Bolt tells of an error'),
    setLevel() {},
    getLevel: () => 'error' as LogLevel,
    setName() {},
  }
}
