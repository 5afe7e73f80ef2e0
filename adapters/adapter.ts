import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { z } from 'zod'
import type { Activity, Speaker } from '../protocol/activity.ts'
import type { DeliveryReport } from '../protocol/channel-event.ts'
import type { Clock } from '../protocol/clock.ts'
import { ConfigError } from '../protocol/errors.ts'
import type { HttpRoute } from '../protocol/http.ts'
import type { Json } from '../protocol/json.ts'
import type { Log } from '../protocol/log.ts'

/** How a channel writes emphasis, lists and links. `html`: e-mail, which also gets plain text. */
export type Markup = 'markdown' | 'plain' | 'whatsapp' | 'html'

/** What a channel can do, as data: `degrade` and `render` obey it, so a missing ability is never an exception. */
export interface Limits {
  /** Length of one message, in `textUnit`. */
  textChars: number
  /** What `textChars` counts: UTF-16 units (default) or bytes of UTF-8. */
  textUnit?: 'utf16' | 'bytes'
  /** Choices shown as buttons; more become a list where there is one, else numbered text. 0: none. */
  buttons: number
  buttonChars: number
  /** UTF-16 units of a text that buttons or a list stand under, where that is shorter than `textChars`. */
  promptChars?: number
  /** A list that opens: its rows, the length of their titles and descriptions, and of the button that opens it. */
  list?: { rows: number; titleChars: number; descriptionChars: number; buttonChars: number }
  /** A button that opens an address; without it the address stands in the text. `textChars` of the text over it, where that is less than `promptChars`. */
  linkButton?: { titleChars: number; textChars?: number }
  /** How long after the customer's last message a free answer may be sent; undefined: always. */
  replyWindowMs?: number
  /** The same for a person's answer, where that may be sent for longer. */
  agentWindowMs?: number
  /** When the customer reads what they are sent: `while-open`, only as long as they look at the page; default: at any time. */
  reaches?: 'anytime' | 'while-open'
  markup: Markup
  cards: boolean
  typing: boolean
  /** How customers are addressed here who have not chosen a form themselves: a letter is formal. */
  register?: 'formal'
  /** Bytes of what can be sent as a file of that kind; a kind that is missing goes as a link. */
  media?: { image?: number; audio?: number; video?: number; file?: number; captionChars?: number }
  /** The customer's signs under messages come in. */
  reactions?: boolean
  /** Messages approved beforehand may be sent outside the reply window. */
  templates?: boolean
  /** The platform tells what became of a message: rows of sent parts are kept for that. */
  receipts?: boolean
}

/** A file that a message brought: fetched after the message is stored, or, where it came with the message, stored with it. */
export interface MediaSource {
  /** What `fetchMedia` needs to find it. */
  ref?: Json
  bytes?: Uint8Array
  /** As the platform claims; what is stored is sniffed. */
  contentType?: string
  name?: string
}

/** A message or event as a channel's `parse` gives it. */
export interface Inbound {
  /** Where one webhook serves two channels (Messenger's also Instagram's): which one. Default: the adapter's own. */
  channel?: string
  /** Our account on that platform (a page id, a phone number id); one shop may have several. */
  account: string
  /** The platform's key of the thread with this customer. */
  threadKey: string
  /** Other keys that the platform has for the same person, or had: a thread that is known by one of them is this thread. */
  aliases?: readonly string[]
  /**
   * Of `threadKey` and `aliases`, those that may pass to another person, as a phone number does: where another key tells that it did, the former thread
   * loses its `address`, and `send` must do with its key.
   */
  passing?: readonly string[]
  /** What `send` must know to answer on this thread (a conversation reference, the mail to reply to): kept with the thread, the newest stands. */
  address?: Json
  /** Unique on (channel, account): a second delivery changes nothing. */
  platformId: string
  /** `echo`: somebody of the shop answered from the platform's own app, which silences the bot. */
  kind: 'activity' | 'echo'
  activity: Activity
  /** Of the activity's attachments whose `contentUrl` is `media:<n>`: the n-th, from 0. */
  media?: readonly MediaSource[]
  /** Read with the message before it after the settle time; a pressed choice or an event is not. */
  settle: boolean
  /** False: the platform's own notice, or words in a group, which open no reply window. Default: by its kind. */
  opensWindow?: false
  customer?: { name?: string; locale?: string; country?: string; verifiedPhone?: string }
  clientAddress?: string
}

/** What a platform tells of messages sent before. Needs no key of its own: a second one changes nothing. */
export interface Receipted extends DeliveryReport {
  channel?: string
  account: string
  /** Needed with `upTo`. */
  threadKey?: string
}

export interface RenderContext {
  /** `<outboxId>` of the row: payloads are stored as parts `<outboxId>:<n>`. */
  outboxId: string
  locale: string
  account: string
  threadKey: string
  speaker: Speaker
  /** ISO 8601: of rendering. */
  now: string
  /** ISO 8601: of the customer's last message on this thread. */
  lastInboundAt?: string
  /** `closed`: `limits.replyWindowMs` is over. `render` then gives only what may still go (a template); nothing means that the row waits for the customer. */
  window: 'open' | 'closed'
  /** A text of the bot in `locale`, for what the channel itself must say: `common.channel.*`. A key that is nowhere gives ''. */
  text(key: string, values?: Record<string, unknown>): string
  /** The address under which a platform or a customer can load an attachment's `contentUrl`: `media:<id>` becomes a signed link, where PUBLIC_URL is set; undefined: it has none. */
  mediaLink(contentUrl: string): string | undefined
}

export interface SendOptions {
  account: string
  threadKey: string
  conversationId: string
  /** Of the newest message on the thread. */
  address?: Json
  /** `<outboxId>:<n>`: the same on a retry. */
  idempotencyKey: string
  signal: AbortSignal
}

export interface Receipt {
  /** The platform's own id of what was sent. */
  platformId: string
}

/** An open channel. `render` is pure; `send` and `fetchMedia` are the I/O. */
export interface Channel {
  readonly channel: string
  readonly limits: Limits
  /** One row's activities to payloads, each one platform call: splits and degrades by `limits`. */
  render(activities: readonly Activity[], context: RenderContext): readonly Json[]
  /** @throws RateLimited | Unreachable | Refused | OutcomeUnknown */
  send(payload: Json, options: SendOptions): Promise<Receipt>
  /**
   * Loads what a message brought.
   * @throws RateLimited | Unreachable (tried again) | Refused (gone, or over `maxBytes`)
   */
  fetchMedia?(
    ref: Json,
    options: { account: string; maxBytes: number; signal: AbortSignal },
  ): Promise<{ bytes: Uint8Array; contentType?: string; name?: string }>
  /** The account of a thread that we may begin, whose key is an address; undefined: customers write first. */
  readonly begins?: { account: string }
  /** What the server mounts: webhooks, or a whole API as Direct Line's. */
  readonly routes: readonly HttpRoute[]
  /** WebSocket upgrades whose path this channel owns; false: not mine. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Begins to fetch, for a channel without webhook (a mailbox, a linked phone); called once the server serves. Never throws for a platform that is away: it goes on trying until `close`. */
  start?(): void
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
  /**
   * Stores what became of sent messages; resolves after the commit. What names no message of ours changes nothing.
   * @throws StoreError
   */
  receipts(receipts: readonly Receipted[]): Promise<void>
  /** The stored file behind `media:<id>`; undefined when there is none. */
  readMedia(id: string): Promise<{ bytes: Uint8Array; contentType: string; name?: string } | undefined>
  /** What the channel keeps over a restart, under keys of its own: a cursor, a token. */
  memory: { get(key: string): Promise<string | undefined>; set(key: string, value: string): Promise<void> }
  /** What the bot's designer wrote for channels, in today's version. */
  content(): ChannelContent
}

/** What a bot says about its channels: `channels` in bot.yaml, and its texts. */
export interface ChannelContent {
  /** The name that customers read. */
  name: string
  /** The first is the default. */
  languages: readonly string[]
  /** `channels.<channel>` in bot.yaml, as checked by the loader; `{}` when there is none. */
  settings(channel: string): Readonly<Record<string, Json>>
  /** As in RenderContext. */
  text(locale: string, key: string, values?: Record<string, unknown>): string
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

/** A channel's settings; undefined: it is off. @throws ConfigError that names each wrong variable and what it should be */
export function readSettings<Config>(
  config: z.ZodType<Config | undefined>,
  environment: Environment,
): Config | undefined {
  const parsed = config.safeParse(environment)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigError(faults.join('\n'))
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
      const config = readSettings(definition.config, environment)
      return config === undefined ? undefined : deps => definition.open(config, deps)
    },
  }
}
