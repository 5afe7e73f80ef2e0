import type { Json } from '../protocol/json.ts'

/* Slack as a desk: which thread shows which hand-off, what was posted, and what came from Slack. */

export interface SlackThread {
  handoffId: string
  conversationId: string
  channelId: string
  /** Slack's id of the thread's first message. */
  ts: string
  /** Of that message, as it was last written. */
  shown?: string
  /** The last entry of the transcript that was there when it began. */
  upto?: string
  at: string
  /** Since when the hand-off goes on in another channel. */
  leftAt?: string
}

export interface SlackPost {
  handoffId: string
  /** What it says, as `entry:<id>`. */
  key: string
  ts: string
  /** What it last told of an answer that may still change: `waiting`, `arrived`. */
  shown?: string
  at: string
}

/** What Slack delivered, to be taken in order within its lane. */
export interface SlackEvent {
  n: number
  key: string
  body: Json
  attempts: number
  at: string
}

/** A notice to the desk, for the outbox. */
export interface NewDeskNotice {
  /** The outbox row's id: a second one changes nothing. */
  id: string
  conversationId: string
  /** Plain JSON. */
  notice: object
  at: string
}

export interface SlackStore {
  /** The one that it goes on in; one that was left is none. */
  thread(handoffId: string): Promise<SlackThread | undefined>
  /** Left or not. */
  threadIn(handoffId: string, channelId: string): Promise<SlackThread | undefined>
  threadAt(channelId: string, ts: string): Promise<SlackThread | undefined>
  /** Resolves to what is stored then: of several of a channel that put one, the first stands; one that was left goes on, in its place. */
  putThread(thread: SlackThread): Promise<SlackThread>
  leaveThread(handoffId: string, channelId: string, at: string): Promise<void>
  setShown(handoffId: string, shown: string): Promise<void>
  post(handoffId: string, key: string): Promise<SlackPost | undefined>
  /** Stores it, whatever was there. */
  putPost(post: SlackPost): Promise<void>
  /** Posts since a time whose `shown` may still change, the newest first. */
  openPosts(since: string, limit: number): Promise<SlackPost[]>
  /** Keeps what Slack delivered, under its key once; false: it was there. Resolves after the commit. */
  receive(event: { key: string; lane: string; body: Json; at: string }): Promise<boolean>
  /** Claims the oldest of each lane that may be taken now; they may again after `leaseMs`, should nothing be heard of them. */
  claim(now: string, options: { limit: number; leaseMs: number; worker: string }): Promise<SlackEvent[]>
  /** What this worker claimed in a former life, which was killed, may be claimed at once. */
  release(worker: string, now: string): Promise<void>
  /** It was taken; or is to be tried again; or is given up. What ended loses its body. */
  settle(n: number, end: 'done' | { goAt: string; error: string } | { error: string }): Promise<void>
  /** Queues notices in this order, each once. */
  notify(notices: readonly NewDeskNotice[]): Promise<void>
  /** The key under which an inbox row of ours was made. */
  keyOf(inboxId: string): Promise<string | undefined>
}
