import { randomUUID } from 'node:crypto'
import type { Channel, Inbound, Limits, RenderContext, SendOptions } from '../../adapters/adapter.ts'
import type { Content } from '../../dialogs/content.ts'
import type { Activity } from '../../protocol/activity.ts'
import type { Action } from '../../protocol/call.ts'
import { Refused } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import { silentLog } from '../../protocol/log.ts'
import { nothingUnderstood } from '../../protocol/understanding.ts'
import { createAlarm } from '../../server/alarm.ts'
import { type Contents, createContents } from '../../server/contents.ts'
import { createDeliver } from '../../server/deliver.ts'
import type { Engine } from '../../server/engine.ts'
import { createFetchMedia } from '../../server/fetch-media.ts'
import { createReceive } from '../../server/receive.ts'
import { createTakeTurns, type Loop } from '../../server/take-turns.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { eventually, until } from '../eventually.ts'
import { standInContent, standInEngine } from './stand-in-engine.ts'

export interface Sent {
  threadKey: string
  text: string
  options: SendOptions
}

/** A channel whose sends are a list; `fail` may throw before one is noted. */
export function listChannel(name = 'test') {
  const sent: Sent[] = []
  const failures: unknown[] = []
  const channel = {
    channel: name,
    limits: {
      textChars: 1000,
      buttons: 3,
      buttonChars: 20,
      markup: 'plain',
      cards: false,
      typing: true,
    } as Limits,
    fail: async (_payload: Json, _options: SendOptions): Promise<void> => {},
    render: (activities: readonly Activity[], _context: RenderContext): readonly Json[] =>
      activities.map(({ type, text }): Json => (type === 'message' ? (text as string) : `(${type})`)),
    async send(payload: Json, options: SendOptions) {
      await channel.fail(payload, options).catch(error => {
        failures.push(error)
        throw error
      })
      sent.push({ threadKey: options.threadKey, text: payload as string, options })
      return { platformId: `p${sent.length}` }
    },
    fetchMedia: async (_ref: Json): Promise<{ bytes: Uint8Array; name?: string }> => {
      throw new Refused('gone')
    },
    routes: [],
  } satisfies Channel & { fail: unknown }
  return { channel, sent, failures }
}

/** The time of day, which can be put forward. */
export type ShiftedClock = (() => number) & { add(ms: number): void }

export function shiftedClock(): ShiftedClock {
  let shift = 0
  return Object.assign(() => Date.now() + shift, {
    add(ms: number) {
      shift += ms
    },
  })
}

export interface House {
  store: Store
  contents: Contents
  sent: Sent[]
  channel: ReturnType<typeof listChannel>['channel']
  say(thread: string, text: string, more?: Partial<Inbound>): Promise<string>
  /** Waits until so many sends have failed, and are written down. */
  failed(count: number): Promise<void>
  /** Puts the house's clock forward, and wakes the loops, which would notice within a second. */
  later(ms: number): void
  /** Waits until so many were sent on a thread (or on all), and gives their texts. */
  answers(count: number, thread?: string): Promise<string[]>
  stop(): Promise<void>
}

/** The loops between a list of a channel and a real store, on the stand-in engine. */
export async function openHouse(
  url: string,
  options: {
    settleMs?: number
    actions?: readonly Action[]
    clock?: () => number
    version?: string
    channelOn?: boolean
    engine?: Engine
    /** A real bot, for the real engine. */
    content?: Content
  } = {},
): Promise<House> {
  const clock = options.clock ?? Date.now
  const store = await openStore({ url, idleMs: 86_400_000, exclusive: false })
  const { channel, sent, failures } = listChannel()
  // Before the loops listen.
  const wakeLoops = hearWakes(store)
  const contents = createContents({
    versions: store.versions,
    parse: files => options.content ?? standInContent(files['shop/bot.yaml']),
    clock,
    log: silentLog,
  })
  await contents.publish(options.content ?? standInContent(options.version))
  const understanding = { ...nothingUnderstood('en'), languageConfidence: 1, confidence: 1 }
  const settleMs = options.settleMs ?? 0
  const loops: Loop[] = [
    createTakeTurns({
      store,
      engine: options.engine ?? standInEngine,
      understander: () => ({ languages: ['en'], understand: () => understanding }),
      contents,
      clock,
      log: silentLog,
      gather: settleMs > 0,
    }),
    createDeliver({
      store,
      channels: new Map(options.channelOn === false ? [] : [['test', channel]]),
      actions: new Map((options.actions ?? []).map(action => [action.name, action])),
      clock,
      log: silentLog,
      worker: 'test',
      content: contents.current,
      mediaLink: () => undefined,
    }),
  ]
  const wanted = createAlarm()
  const quota = { take: async () => true }
  loops.push(
    createFetchMedia({
      media: store.media,
      quota,
      channels: new Map([['test', channel]]),
      wanted,
      clock,
      log: silentLog,
      maxBytes: 1_000,
    }),
  )
  for (const loop of loops) loop.start()
  const receive = createReceive('test', {
    inbox: store.inbox,
    clock,
    settleMs,
    hasWindow: () => channel.limits.replyWindowMs !== undefined,
    files: { media: store.media, quota, maxBytes: 1_000, onWanted: wanted.ring },
  })
  const life = randomUUID()
  let count = 0
  return {
    store,
    contents,
    sent,
    channel,
    async say(threadKey, text, more = {}) {
      const platformId = `${life}-${++count}`
      const activity = { type: 'message', id: platformId, text }
      const one = { account: 'a', threadKey, platformId, kind: 'activity', activity, settle: true } as const
      const [accepted] = await receive([{ ...one, ...more }])
      return accepted?.conversationId as string
    },
    async failed(count) {
      await until(() => failures.length >= count, `${count} failed sends`)
      await eventually(async () => {
        if ((await store.outbox.counts()).leased > 0) throw new Error('a send is under way')
      })
    },
    later(ms) {
      const { add } = clock as Partial<ShiftedClock>
      if (add === undefined) throw new Error('this clock can not be put forward')
      add(ms)
      wakeLoops()
      wanted.ring()
    },
    async answers(wanted, thread) {
      const texts = () =>
        sent.filter(one => thread === undefined || one.threadKey === thread).map(({ text }) => text)
      await until(() => texts().length >= wanted).catch(() => {})
      return texts()
    },
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
      await store.close()
    },
  }
}

/** Who listens for wakes of this store from now on can be woken by hand. */
function hearWakes(store: Store): () => void {
  const { onWake } = store
  const listeners = new Set<Parameters<Store['onWake']>[0]>()
  store.onWake = listener => {
    listeners.add(listener)
    const end = onWake(listener)
    return () => {
      listeners.delete(listener)
      end()
    }
  }
  return () => {
    for (const listener of listeners) {
      listener('inbox', [])
      listener('outbox', [])
    }
  }
}
