import { hostname } from 'node:os'
import type { Channel } from '../adapters/adapter.ts'
import type { AgentWords } from '../handoff/package/agent-words.ts'
import type { PackageReader } from '../handoff/package/package-reader.ts'
import type { Translator } from '../handoff/translate/translator.ts'
import type { Understander } from '../intents/understander.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Fault } from '../protocol/errors.ts'
import type { Store } from '../store/store.ts'
import type { Alarm } from './alarm.ts'
import type { Config } from './config.ts'
import type { Contents } from './contents.ts'
import { createDeliver } from './deliver.ts'
import type { Engine } from './engine.ts'
import { createFetchMedia } from './fetch-media.ts'
import { createGatherFigures } from './gather-figures.ts'
import { createIndexSearch } from './index-search.ts'
import { createLearnReplies } from './learn-replies.ts'
import type { ServerLog } from './log.ts'
import { createMailFollowUps } from './mail-follow-ups.ts'
import type { MediaLinks } from './media-link.ts'
import type { MediaQuota } from './media-quota.ts'
import type { Metrics } from './metrics.ts'
import { byName } from './open-channels.ts'
import { openDesk } from './open-desk.ts'
import type { Slack } from './open-slack.ts'
import { createTakeTurns, type Loop } from './take-turns.ts'
import { createTranslateLoop } from './translate-loop.ts'
import type { TypingSigns } from './typing.ts'

/** The stations that a process may serve. */
export const PARTS = ['receive', 'turns', 'deliver'] as const
export type Part = (typeof PARTS)[number]

/** What is to be closed again, in the order of opening. */
export interface House {
  config: Config
  log: ServerLog
  clock: Clock
  store: Store
  contents: Contents
  /** Of the orders, and the bot's own. */
  actions: readonly Action[]
  metrics: Metrics
  channels: readonly Channel[]
  links: MediaLinks
  /** Words for agents, by language. */
  words(language: string): AgentWords
  packages: PackageReader
  /** Where texts are translated, when that is configured. */
  translator?: Translator
  /** Rung when there is something to translate. */
  translating: Alarm
  quota: MediaQuota
  typing: TypingSigns
  /** Rung when there are files to be loaded. */
  wanted: Alarm
  /** What is wrong with the bot's files as they are saved, while an earlier version serves. */
  contentFaults(): readonly Fault[]
  accepting: boolean
}

/** The loops of the stations that this process serves, not yet started. */
export async function openLoops(
  house: House,
  parts: { only: readonly Part[]; engine: Engine; understander(): Understander; port: number; slack: Slack },
): Promise<Loop[]> {
  const { config, log, clock, store, contents, metrics, channels } = house
  const { only, engine, understander, port, slack } = parts
  // A listening port is exclusive on its host, so no other living process has this name.
  const worker = store.engine === 'sqlite' ? 'server' : `${hostname()}:${config.host}:${port}`
  const loops: Loop[] = []
  if (only.includes('receive')) {
    loops.push(
      createFetchMedia({
        media: store.media,
        quota: house.quota,
        channels: byName(channels),
        wanted: house.wanted,
        clock,
        log,
        maxBytes: config.mediaMaxBytes,
      }),
    )
  }
  if (only.includes('receive')) loops.push(createIndexSearch({ search: store.search, clock, log }))
  if (only.includes('receive') && house.translator !== undefined) {
    const { translator, translating } = house
    loops.push(
      createTranslateLoop({ translations: store.translations, translator, wanted: translating, clock, log }),
    )
  }
  if (only.includes('turns')) {
    loops.push(
      createTakeTurns({
        store,
        engine,
        understander,
        contents,
        clock,
        log,
        gather: config.settleMs > 0,
        answersByEmail: channels.some(({ channel }) => channel === 'email'),
        onTurns: metrics.turns,
      }),
      createGatherFigures(house),
      createLearnReplies(house),
    )
  }
  if (only.includes('turns')) {
    const mail = channels.find(({ begins }) => begins !== undefined)
    loops.push(...openDesk(house))
    loops.push(createMailFollowUps({ store, mail, publicUrl: config.publicUrl, clock, log }))
  }
  if (only.includes('deliver')) {
    const interrupted = await store.outbox.release(worker)
    if (interrupted > 0)
      log.warn({ count: interrupted }, 'sends in flight when the last run was killed may repeat')
    metrics.interrupted(interrupted)
    loops.push(
      createDeliver({
        store,
        channels: byName(channels),
        actions: new Map(house.actions.map(action => [action.name, action])),
        clock,
        log,
        worker,
        content: contents.current,
        mediaLink: house.links.link,
        onDelivered: metrics.delivered,
      }),
    )
  }
  return [...loops, ...slack.loops(only, worker)]
}
