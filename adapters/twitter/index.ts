import { type Channel, type ChannelDeps, defineAdapter } from '../adapter.ts'
import { createOwnSends } from '../own-sends.ts'
import { createMentionAnswers } from './answer-mention.ts'
import { createApi } from './api.ts'
import { createAuthorOf } from './author.ts'
import { type TwitterConfig, twitterConfig } from './config.ts'
import { fetchMedia } from './fetch-media.ts'
import { limits } from './limits.ts'
import { createPoll, EVERY_MS } from './poll.ts'
import { render } from './render.ts'
import { keep, webhookRoutes } from './routes.ts'
import { send } from './send.ts'

/** Our webhook hears of what was sent within seconds; where X is asked instead, at the look after next at the latest. */
const PROOF_MS = { webhook: 30_000, poll: 2 * EVERY_MS }

/**
 * X (Twitter): direct messages, and one polite answer to each public mention.
 * @see docs/channels/x.md
 */
export const twitter = defineAdapter<TwitterConfig, ChannelDeps>({
  channel: 'twitter',
  config: twitterConfig,
  limits,
  open(config, deps): Channel {
    const api = createApi(config, deps)
    const ownSends = createOwnSends(deps.clock)
    const authorOf = createAuthorOf(config, ownSends, deps.memory)
    const mentions = createMentionAnswers(api, config.userId)
    const { readMedia, clock } = deps
    const proofMs = config.poll ? PROOF_MS.poll : PROOF_MS.webhook
    const poll = config.poll
      ? createPoll(config, deps, api, parsed => keep(parsed, deps, authorOf))
      : undefined
    return {
      channel: 'twitter',
      limits,
      render,
      send: (payload, options) => send(payload, options, { api, ownSends, mentions, readMedia, proofMs }),
      fetchMedia: (ref, options) =>
        fetchMedia(ref, options, { api, fetch: deps.fetch, clock, apiUrl: config.apiUrl }),
      routes: webhookRoutes(config, deps, authorOf),
      ...(poll === undefined ? {} : { start: poll.start, close: poll.close }),
    }
  },
})
