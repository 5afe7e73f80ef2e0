import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Channel } from '../adapters/adapter.ts'
import type { Content } from '../dialogs/content.ts'
import type { Understander } from '../intents/understander.ts'
import { type Clock, systemClock } from '../protocol/clock.ts'
import { ConfigError } from '../protocol/errors.ts'
import type { HttpRoute } from '../protocol/http.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { newSetupToken } from './auth/setup.ts'
import { type BotFolder, loadBotFolder, parseBot } from './bot.ts'
import { loadBotActions } from './bot-actions.ts'
import { openBuiltInActions } from './built-in-actions.ts'
import type { Config } from './config.ts'
import { consoleRoutes } from './console-routes.ts'
import { type Contents, createContents } from './contents.ts'
import { dialogEngine } from './dialog-engine.ts'
import type { Engine } from './engine.ts'
import { healthRoutes } from './health-routes.ts'
import type { HotReload } from './hot-reload.ts'
import { createHttp, type HttpServer } from './http.ts'
import { createLog, errorFields, type ServerLog } from './log.ts'
import { createMediaLinks } from './media-link.ts'
import { createMediaQuota } from './media-quota.ts'
import { mediaRoutes } from './media-routes.ts'
import { createMetrics } from './metrics.ts'
import { type Api, openApi } from './open-api.ts'
import { byName, openChannels } from './open-channels.ts'
import { type House, openLoops, PARTS, type Part } from './open-loops.ts'
import { openPackages } from './open-packages.ts'
import { openSlack, type Slack } from './open-slack.ts'
import { packageRoot } from './package-root.ts'
import { placesElsewhere as findPlaces } from './places.ts'
import { rehearse } from './rehearse.ts'
import { sweepHourly } from './sweep-hourly.ts'
import type { Loop } from './take-turns.ts'
import { createTyping } from './typing.ts'
import { openUnderstander } from './understander.ts'
import { watchBot } from './watch-bot.ts'
import { webRoutes } from './web-routes.ts'

export interface StartOptions {
  bot: BotFolder
  /** Default: all. A part of them needs PostgreSQL, where other processes do the rest. */
  only?: readonly Part[]
  log?: ServerLog
  clock?: Clock
  /** In place of the real ones: for tests. */
  engine?: Engine
  understander?: Understander
}

export interface RunningServer {
  port: number
  /** Where customers reach it: PUBLIC_URL, else where it listens. */
  url: string
  /** Nobody could sign in yet: where the first account is made, once. A secret: for the terminal, never for a log. */
  setupUrl?: string
  /** Stops accepting, finishes the turns and sends in flight, closes the store. Idempotent; within about 9 s. */
  stop(): Promise<void>
}

/** What is still in flight then is left to its lease, or to the next start. */
const DRAIN_MS = 9_000

/**
 * Opens everything, in an order in which each fault is told before anything is changed, and starts to serve. The only place where all parts meet.
 * @throws ContentError | ConfigError | StoreError
 */
export async function startServer(config: Config, options: StartOptions): Promise<RunningServer> {
  const { clock = systemClock, log = createLog(config.logLevel), only = PARTS } = options
  const shown = { dir: options.bot.dir, shown: options.bot.name }
  const own = await loadBotActions(shown)
  const content = loadBotFolder(options.bot, own)
  checkParts(config, only)
  const idleMs = content.bot.conversation.idleMs
  const store = await openStore({
    url: config.databaseUrl,
    idleMs,
    exclusive: true,
    mediaDir: join(config.dataDir, 'media'),
    log,
  })
  let channels: readonly Channel[] = []
  try {
    const [contents, learnt] = await Promise.all([
      openContents(store, content, files => parseBot(files, options.bot.name, own), clock, log),
      options.understander ?? openUnderstander(content.training, config.dataDir, log),
    ])
    let understander = learnt
    let reload: HotReload | undefined
    const engine = options.engine ?? dialogEngine
    if (only.includes('turns') && options.engine === undefined)
      rehearse(content, { engine, understander, clock })
    const metrics = createMetrics(store, clock)
    const made = await store.settings.once('token_secret', randomBytes(32).toString('base64url'))
    const secret = config.tokenSecret ?? made
    const wanted = createAlarm()
    const { total } = store.media
    const quota = createMediaQuota({ total, maxBytes: config.mediaMaxTotalBytes, clock })
    const links = createMediaLinks({ secret, base: config.publicUrl, clock })
    let url = config.publicUrl ?? ''
    const typing = createTyping({
      store,
      channels: () => byName(channels),
      content: contents.current,
      clock,
      log,
    })
    channels = await openChannels(config, {
      store,
      contents,
      metrics,
      secret,
      quota,
      onWanted: wanted.ring,
      clock,
      log,
      fileUrl: id => `${url}${links.path(id)}`,
      onTyping: typing.customer,
    })
    const placesElsewhere = (here: string) => findPlaces(contents.current().bot.channels, channels, here)
    const builtIn = await openBuiltInActions(shown, content.bot.orders, {
      store,
      clock,
      log,
      placesElsewhere,
    })
    const actions = [...builtIn, ...own]
    const house: House = {
      config,
      log,
      clock,
      store,
      contents,
      actions,
      metrics,
      channels,
      links,
      ...openPackages({ config, store, contents, links, clock }),
      quota,
      typing,
      wanted,
      contentFaults: () => reload?.faults() ?? [],
      accepting: true,
    }
    const api = only.includes('receive') ? openApi(house) : undefined
    const slack = await openSlack(house, api?.declared ?? [])
    const http = openHttp(house, api, slack)
    const port = await http.listen(config.port, config.host)
    const parts = { only, engine, understander: () => understander, port, slack }
    const loops = await openLoops(house, parts).catch(async error => {
      // A door left open would keep the process, and tell that it lives.
      await http.close()
      throw error
    })
    for (const loop of loops) loop.start()
    if (only.includes('receive')) for (const channel of channels) channel.start?.()
    const sweeping = sweepHourly(house)
    const onLearnt = (fresh: Understander) => {
      understander = fresh
    }
    reload = watchBot(house, { bot: options.bot, own, onLearnt })
    url ||= `http://${urlHost(config.host)}:${port}`
    log.info({ port, engine: store.engine, content: content.version, parts: only }, 'serving')
    const setup = only.includes('receive') ? await newSetupToken({ ...store, clock }) : undefined
    let stopping: Promise<void> | undefined
    return {
      port,
      url,
      ...(setup === undefined ? {} : { setupUrl: `${url}/console/setup?token=${setup}` }),
      stop: () => {
        stopping ??= shutDown(house, { http, loops, sweeping, reload })
        return stopping
      },
    }
  } catch (error) {
    await Promise.allSettled(channels.map(channel => channel.close?.()))
    await store.close()
    throw error
  }
}

function checkParts(config: Config, only: readonly Part[]): void {
  if (only.length < PARTS.length && config.databaseUrl.startsWith('sqlite:')) {
    throw new ConfigError(
      '--only needs PostgreSQL, since one process alone serves a SQLite file: set DATABASE_URL to postgres://…',
    )
  }
}

async function openContents(
  store: Store,
  content: Content,
  parse: (files: Content['files']) => Content,
  clock: Clock,
  log: ServerLog,
): Promise<Contents> {
  const contents = createContents({ versions: store.versions, parse, clock, log })
  await contents.publish(content)
  return contents
}

function openHttp(house: House, api: Api | undefined, slack: Slack): HttpServer {
  const { config, log, store, metrics, channels } = house
  const health = healthRoutes({
    store,
    metricsText: metrics.text,
    metricsToken: config.metricsToken,
    contentVersion: () => house.contents.current().version,
    contentFaults: house.contentFaults,
    accepting: () => house.accepting,
  })
  const served: HttpRoute[] = api
    ? [
        ...webRoutes(join(packageRoot, 'web', 'dist')),
        ...consoleRoutes(join(packageRoot, 'web', 'dist', 'console')),
        ...channels.flatMap(({ routes }) => routes),
        ...mediaRoutes(store.media, house.links),
        ...api.routes,
        ...slack.routes,
      ]
    : []
  const http = createHttp({
    routes: [...health, ...served],
    log,
    trustedProxies: config.trustedProxies,
    upgrades: api ? channels.flatMap(({ upgrade }) => upgrade ?? []) : [],
    onAnswer: metrics.answered,
  })
  return {
    ...http,
    close() {
      api?.close()
      return http.close()
    },
  }
}

async function shutDown(
  house: House,
  running: {
    http: HttpServer
    loops: readonly Loop[]
    sweeping: NodeJS.Timeout
    reload: HotReload | undefined
  },
): Promise<void> {
  const { http, loops, sweeping, reload } = running
  const { log, store, channels } = house
  log.info({}, 'stopping')
  house.accepting = false
  clearInterval(sweeping)
  const drained = (async () => {
    const closed = http.close()
    await reload?.close()
    await Promise.all(loops.map(loop => loop.stop()))
    await Promise.all(channels.map(channel => channel.close?.()))
    await closed
  })()
  const late = new AbortController()
  await Promise.race([
    drained.catch(error => log.error(errorFields(error), 'a part did not stop cleanly')),
    pause(DRAIN_MS, undefined, { signal: late.signal }).catch(() => {}),
  ])
  late.abort()
  await store.close()
  log.info({}, 'stopped')
  log.flush()
}

const urlHost = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
