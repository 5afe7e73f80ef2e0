import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { z } from 'zod'
import type { Activity } from '../protocol/activity.ts'
import type { Clock } from '../protocol/clock.ts'
import { ConfigError } from '../protocol/errors.ts'
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

/** The process's environment, or what stands for it: the operator's settings under their documented names. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a channel folder declares: `defineAdapter` makes an `Adapter` of it. */
export interface AdapterDefinition<Config, Deps extends ChannelDeps> {
  /** `webchat`: the `channel` of its threads. */
  readonly channel: string
  /** Reads the channel's own variables from the environment; `undefined` means that it is off. */
  readonly config: z.ZodType<Config | undefined>
  readonly limits: Limits
  open(config: Config, deps: Deps): Channel
}

/** One folder a channel; `adapters/index.ts` is the list. Settings are read first, so that a wrong one is told before anything opens. */
export interface Adapter<Deps extends ChannelDeps = ChannelDeps> {
  readonly channel: string
  readonly limits: Limits
  /**
   * Reads the settings; resolves to the function that opens the channel, or undefined when the channel is off.
   * @throws ConfigError that names each wrong variable and what it should be
   */
  configure(environment: Environment): ((deps: Deps) => Channel) | undefined
}

/** Closes over the type of the settings, so that the list of adapters is a plain array. */
export function defineAdapter<Config, Deps extends ChannelDeps>(
  definition: AdapterDefinition<Config, Deps>,
): Adapter<Deps> {
  const { channel, limits } = definition
  return {
    channel,
    limits,
    configure(environment) {
      const parsed = definition.config.safeParse(environment)
      if (!parsed.success) {
        const faults = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
        throw new ConfigError(faults.join('\n'))
      }
      const config = parsed.data
      return config === undefined ? undefined : deps => definition.open(config, deps)
    },
  }
}
