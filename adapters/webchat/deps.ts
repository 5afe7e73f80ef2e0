import type { Activity } from '../../protocol/activity.ts'
import type { ChannelDeps, Inbound } from '../adapter.ts'

/** The conversation's log, which sockets and polls read by watermark; `store.webchat` is one. A promise resolves after the commit. */
export interface WebchatLog {
  /** Appends with the next seq of that key; an `idempotencyKey` that is there already changes nothing. Resolves to the seq, from 1. */
  append(key: string, activity: Activity, idempotencyKey: string, at: string): Promise<number>
  /** Entries with seq > `after`, oldest first. */
  read(key: string, after: number, limit: number): Promise<{ seq: number; activity: Activity }[]>
  last(key: string): Promise<number>
  /** A page has had the log up to this entry. */
  reached(key: string, seq: number): Promise<void>
  /** The web chat that a link out of a mail leads back to, once; `hash`: SHA-256 of its secret, in hex. */
  redeemLink(hash: string, now: string): Promise<string | undefined>
  open(key: string, userId: string, at: string): Promise<{ fresh: boolean; userId: string }>
  find(key: string): Promise<{ userId: string; openedAt: string } | undefined>
  /** Kept for 24 hours. */
  putFile(file: {
    id: string
    key: string
    contentType: string
    name: string
    bytes: Uint8Array
    at: string
  }): Promise<void>
  file(id: string): Promise<{ contentType: string; name: string; bytes: Uint8Array } | undefined>
}

/** What the web chat needs of the house. */
export interface WebchatDeps extends ChannelDeps {
  webchat: {
    log: WebchatLog
    /**
     * What a customer wrote: into the log under this key, then into the inbox with the entry's id; both there once, however often it is posted. Resolves to the entry's seq,
     * after the commit.
     */
    post(inbound: Inbound, idempotencyKey: string): Promise<number>
    /** The customer of this thread is typing. */
    onTyping(account: string, threadKey: string): void
    /** Tells after a commit, of any process, whose logs grew; returns the function that ends it. */
    onGrown(listener: (keys: readonly string[]) => void): () => void
  }
  /** Signs tokens and file links: the setting, or the key that the store made once. Any change ends all tokens. */
  tokenSecret: string
  /** 0 switches a limit off. */
  rates: {
    /** New tokens, for a client's address. */
    tokensPerMinute: number
    /** Posted activities, for a conversation. */
    messagesPerMinute: number
  }
  /** Bytes of one uploaded file. */
  maxUploadBytes: number
  /** Under which the server is reached, no slash at the end; without it, links are built from the request's `Host`. */
  publicUrl?: string
}
