import { systemClock } from '../../protocol/clock.ts'
import { type Adapter, type Channel, type ChannelDeps, defineAdapter, type Limits } from '../adapter.ts'
import { createOwnSends, type OwnSends } from '../own-sends.ts'
import { createPace } from '../pace.ts'
import { type FacebookChannel, type FacebookConfig, facebookConfig } from './config.ts'
import { createFetchMedia } from './fetch-media.ts'
import { createGraph } from './graph.ts'
import { instagramLimits, messengerLimits } from './limits.ts'
import { createMarkSeen } from './mark-seen.ts'
import { createProfile } from './profile.ts'
import { renderWith } from './render.ts'
import { type Sender, send } from './send.ts'
import { facebookRoutes } from './webhook.ts'

/** Over 40 messages a second Meta slows down the page's own inbox; files with sound or film may go 10 times a second. */
const PER_SECOND = { all: 40, film: 10 }

/** One process has one list of what it sent: either channel may have the webhook that both come in by. */
const ownSends = createOwnSends(systemClock)

/** Messenger of a Facebook page. @see docs/channels/messenger.md */
export const messenger = facebookAdapter('messenger', messengerLimits)

/** Direct messages of an Instagram account. @see docs/channels/instagram.md */
export const instagram = facebookAdapter('instagram', instagramLimits)

function facebookAdapter(channel: FacebookChannel, limits: Limits): Adapter {
  return defineAdapter<FacebookConfig, ChannelDeps>({
    channel,
    config: facebookConfig(channel),
    limits,
    open: (config, deps) => openChannel({ channel, limits, config, deps, ownSends }),
  })
}

interface Opening {
  channel: FacebookChannel
  limits: Limits
  config: FacebookConfig
  deps: ChannelDeps
  ownSends: OwnSends
}

function openChannel({ channel, limits, config, deps, ownSends }: Opening): Channel {
  const closing = new AbortController()
  const graph = createGraph(config, deps)
  const pace = (perSecond: number, maxWaitMs?: number) =>
    createPace({
      channel,
      perSecond,
      burst: perSecond,
      clock: deps.clock,
      ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
    })
  const sender: Sender = {
    channel,
    config,
    deps,
    graph,
    paces: { all: pace(PER_SECOND.all), film: pace(PER_SECOND.film) },
    ownSends,
  }
  const markSeen = createMarkSeen(graph, {
    pace: pace(PER_SECOND.all, 0),
    log: deps.log,
    signal: closing.signal,
  })
  const profile = createProfile({ channel, config, deps, graph, signal: closing.signal })
  // The two channels share one address: it is Messenger's where there is a page.
  const hasWebhook = channel === 'messenger' || config.pageTokens === undefined
  return {
    channel,
    limits,
    render: renderWith(limits),
    send: (payload, options) => send(payload, options, sender),
    fetchMedia: createFetchMedia(config, deps),
    routes: hasWebhook ? facebookRoutes({ channel, config, deps, ownSends, markSeen }) : [],
    start: profile.start,
    async close() {
      closing.abort()
      await profile.settled()
    },
  }
}
