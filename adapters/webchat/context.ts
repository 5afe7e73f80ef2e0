import type { HttpRequest } from '../../protocol/http.ts'
import { addressKey, type RateLimit, slidingWindow } from '../rate-limit.ts'
import type { WebchatConfig } from './config.ts'
import type { WebchatDeps } from './deps.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { Refusal } from './refusal.ts'
import { createStreams, type Streams } from './stream.ts'
import { createTokens, type Tokens } from './token.ts'
import { type Access, type Credentials, createAccess } from './verify.ts'

/** One open web chat: what its routes share. */
export interface Webchat {
  config: WebchatConfig
  deps: WebchatDeps
  tokens: Tokens
  access: Access
  streams: Streams
  lanes: Lanes
  /** By client address. */
  tokenRate: RateLimit
  /** By conversation. */
  messageRate: RateLimit
}

const MINUTE_MS = 60_000

export function createWebchat(config: WebchatConfig, deps: WebchatDeps): Webchat {
  const tokens = createTokens(deps.tokenSecret, deps.clock)
  return {
    config,
    deps,
    tokens,
    access: createAccess(withOwnOrigin(config, deps.publicUrl), tokens, deps.webchat.log),
    streams: createStreams({ webchat: deps.webchat, log: deps.log }),
    lanes: createLanes(),
    tokenRate: slidingWindow({ limit: deps.rates.tokensPerMinute, windowMs: MINUTE_MS }),
    messageRate: slidingWindow({ limit: deps.rates.messagesPerMinute, windowMs: MINUTE_MS }),
  }
}

/** Our own pages may always use the chat, also behind a proxy that changes `Host`. */
function withOwnOrigin(config: WebchatConfig, publicUrl: string | undefined): WebchatConfig {
  if (config.origins === undefined || publicUrl === undefined) return config
  return { ...config, origins: [...config.origins, new URL(publicUrl).origin] }
}

export const credentialsOf = ({ headers }: HttpRequest): Credentials => ({
  authorization: headers.authorization,
  origin: headers.origin,
  host: headers.host,
})

/** @throws Refusal `TooManyRequests` with `Retry-After` in whole seconds */
function checkRate(rate: RateLimit, key: string, nowMs: number): void {
  const waitMs = rate.take(key, nowMs)
  if (waitMs === 0) return
  throw new Refusal('TooManyRequests', 'Too many requests; wait a moment.', {
    'retry-after': String(Math.ceil(waitMs / 1000)),
  })
}

/** New tokens for whoever asks; the holder of the secret is not limited, since all its customers have one address. */
export const checkTokenRate = (chat: Webchat, request: HttpRequest): void =>
  checkRate(chat.tokenRate, addressKey(request.clientAddress), chat.deps.clock())

export const checkMessageRate = (chat: Webchat, conversationId: string): void =>
  checkRate(chat.messageRate, conversationId, chat.deps.clock())

/** `https://shop.example`: what links in answers begin with. */
export function baseUrl(chat: Webchat, { headers }: HttpRequest): string {
  if (chat.deps.publicUrl !== undefined) return chat.deps.publicUrl.replace(/\/+$/, '')
  const host = headers.host
  // Several proxies write a list; the first one talked to the client.
  const scheme = /^https\b/.test(headers['x-forwarded-proto'] ?? '') ? 'https' : 'http'
  return `${scheme}://${host !== undefined && /^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`
}

/** The absolute WebSocket address; usable again and again, as Microsoft's client does. */
export function streamUrl(
  chat: Webchat,
  request: HttpRequest,
  stream: { conversationId: string; token: string; watermark?: string },
): string {
  const base = baseUrl(chat, request).replace(/^http/, 'ws')
  const query = new URLSearchParams({ t: stream.token })
  if (stream.watermark !== undefined) query.set('watermark', stream.watermark)
  return `${base}/v3/directline/conversations/${encodeURIComponent(stream.conversationId)}/stream?${query}`
}
