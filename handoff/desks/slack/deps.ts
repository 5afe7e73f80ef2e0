import type { CannedReply } from '../../../protocol/api/desk.ts'
import type { ContextPackage, TranscriptEntry } from '../../../protocol/api/handoff.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Json } from '../../../protocol/json.ts'
import type { Log } from '../../../protocol/log.ts'

/* What Slack needs of the house; the server hands it in. Times are ISO 8601. */

export interface SlackThread {
  handoffId: string
  conversationId: string
  channelId: string
  ts: string
  shown?: string
  /** The last entry of the transcript that was there when it began. */
  upto?: string
  at: string
  /** Since when the hand-off goes on in another channel. */
  leftAt?: string
}

export interface SlackPost {
  handoffId: string
  key: string
  ts: string
  shown?: string
  at: string
}

export interface SlackStore {
  thread(handoffId: string): Promise<SlackThread | undefined>
  threadIn(handoffId: string, channelId: string): Promise<SlackThread | undefined>
  threadAt(channelId: string, ts: string): Promise<SlackThread | undefined>
  putThread(thread: SlackThread): Promise<SlackThread>
  leaveThread(handoffId: string, channelId: string, at: string): Promise<void>
  setShown(handoffId: string, shown: string): Promise<void>
  post(handoffId: string, key: string): Promise<SlackPost | undefined>
  putPost(post: SlackPost): Promise<void>
  receive(event: { key: string; lane: string; body: Json; at: string }): Promise<boolean>
  release(worker: string, now: string): Promise<void>
  claim(
    now: string,
    options: { limit: number; leaseMs: number; worker: string },
  ): Promise<{ n: number; key: string; body: Json; attempts: number; at: string }[]>
  settle(n: number, end: 'done' | { goAt: string; error: string } | { error: string }): Promise<void>
  keyOf(inboxId: string): Promise<string | undefined>
}

/** Who acts. */
export interface SlackCaller {
  id: string
  name: string
}

/** How an act at the desk ended; `id` of the inbox row that it made. A refusal has a sentence for whoever tried. */
export type Acted = { ok: true; id?: string } | { ok: false; sentence: string }

/** What a button or a word in Slack does at the desk: the same as the console's routes, so that a race has one winner. */
export interface SlackDesk<Caller extends SlackCaller = SlackCaller> {
  /** The account of this e-mail address. */
  account(email: string): Promise<Caller | undefined>
  /** Somebody without an account, where the setting lets them act; or who leaves a note. */
  guest(userId: string, name: string): Caller
  /** The name of an agent, or of a guest who acted before. */
  nameOf(agentId: string): Promise<string | undefined>
  /** The context package, masked for the channel's readers. */
  show(handoffId: string): Promise<ContextPackage | undefined>
  /** An entry of its transcript, masked alike; undefined: there is none, or none behind the entry `after`. */
  entry(
    one: Pick<ContextPackage, 'id' | 'conversationId'>,
    entryId: string,
    after?: string,
  ): Promise<TranscriptEntry | undefined>
  /** `key`: a second one changes nothing. */
  act(caller: Caller, handoffId: string, verb: SlackVerb, body: object, key: string): Promise<Acted>
  canned(caller: Caller, handoffId: string): Promise<readonly CannedReply[]>
  /** What `resolve` may give as its cause. */
  causes(): Promise<readonly { cause: string; label: string }[]>
  /** Keeps a file that goes to the customer; its sentence when it is not taken. */
  upload(
    caller: Caller,
    file: { bytes: Uint8Array; contentType: string; name: string },
  ): Promise<{ contentType: string; contentUrl: string; name: string } | { sentence: string }>
  /** A note that was made in Slack reads otherwise there now, or was taken back (no text). */
  changeNote(
    caller: Caller,
    note: { handoffId: string; conversationId: string; entryId: string; text?: string },
    key: string,
  ): Promise<void>
  /** A stored file of a message, `med_…`, or of the web chat, `att_…`. */
  readMedia(id: string): Promise<{ bytes: Uint8Array; contentType: string; name?: string } | undefined>
}

export type SlackVerb = 'claim' | 'accept' | 'reply' | 'note' | 'return' | 'resolve' | 'typing'

export interface SlackDeps {
  store: SlackStore
  desk: SlackDesk
  clock: Clock
  log: Log
  fetch: typeof fetch
  /** What is kept over a restart. */
  memory: { get(key: string): Promise<string | undefined>; set(key: string, value: string): Promise<void> }
  /** Of the console, for links; none without PUBLIC_URL. */
  consoleUrl?(handoffId: string): string
  /** Of this process, and of its next life: what it left undone is taken up again. */
  worker(): string
  /** Bytes of a file that an agent shares for the customer. */
  maxFileBytes: number
}
