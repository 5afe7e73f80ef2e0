import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { z } from 'zod'
import type { Activity } from '../protocol/activity.ts'
import type { Clock } from '../protocol/clock.ts'
import type { HttpRoute } from '../protocol/http.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'

/** What a channel can do, as data: `render` obeys it, so a missing ability is never an exception. */
export interface Limits {
  /** UTF-16 units of one message. */
  textChars: number
  /** Choices shown as buttons; more become numbered text. 0: none. */
  buttons: number
  buttonChars: number
  /** How long after the customer's last message a free answer may be sent; undefined: always. */
  replyWindowMs?: number
  markup: 'markdown' | 'plain'
  cards: boolean
  typing: boolean
}

/** A message or event as a channel's `parse` gives it. */
export interface Inbound {
  /** Our account on that platform (a page id, a phone number id); one shop may have several. */
  account: string
  /** The platform's key of the thread with this customer. */
  threadKey: string
  /** Unique on (channel, account): a second delivery changes nothing. */
  platformId: string
  kind: 'activity' | 'echo' | 'receipt'
  activity: Activity
  /** Read with the message before it after the settle time; a pressed choice or an event is not. */
  settle: boolean
  customer?: { name?: string; locale?: string; country?: string; verifiedPhone?: string }
  clientAddress?: string
}

export interface RenderContext {
  /** `<outboxId>` of the row: payloads are stored as parts `<outboxId>:<n>`. */
  outboxId: string
  locale: string
}

export interface SendOptions {
  account: string
  threadKey: string
  conversationId: string
  /** `<outboxId>:<n>`: the same on a retry. */
  idempotencyKey: string
  signal: AbortSignal
}

export interface Receipt {
  /** The platform's own id of what was sent. */
  platformId: string
}

/** An open channel. `render` is pure; `send` is the only I/O. */
export interface Channel {
  readonly channel: string
  readonly limits: Limits
  /** One row's activities to payloads, each one platform call: splits and degrades by `limits`. */
  render(activities: readonly Activity[], context: RenderContext): readonly Json[]
  /** @throws RateLimited | Unreachable | Refused | OutcomeUnknown */
  send(payload: Json, options: SendOptions): Promise<Receipt>
  /** What the server mounts: webhooks, or a whole API as Direct Line's. */
  readonly routes: readonly HttpRoute[]
  /** WebSocket upgrades whose path this channel owns; false: not mine. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  close?(): Promise<void>
}

/** What the server hands to every channel. */
export interface ChannelDeps {
  clock: Clock
  log: Log
  fetch: typeof fetch
  /**
   * Stores what came in; resolves after the commit, so the route may answer 200 then. `fresh` is false for a duplicate.
   * @throws StoreError when it could not be stored: answer 503, the platform retries.
   */
  receive(
    inbound: readonly Inbound[],
  ): Promise<readonly { fresh: boolean; inboxId: string; conversationId: string }[]>
}

/** One folder a channel; `adapters/index.ts` is the list. */
export interface Adapter<Config = unknown, Deps extends ChannelDeps = ChannelDeps> {
  readonly channel: string
  /** Settings that switch it on; `undefined` from `fromSettings` means off. */
  readonly config: z.ZodType<Config>
  readonly limits: Limits
  open(config: Config, deps: Deps): Channel
}
