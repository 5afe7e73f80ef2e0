import type { Activity } from '../protocol/activity.ts'
import type { Json } from '../protocol/json.ts'
import type { NewMedia } from './media.ts'
import type { Claimed, TurnCommit } from './turn-commit.ts'

/* What waits to be taken: rows of channels and rows that we make ourselves. */

export type InboxKind = 'activity' | 'agent' | 'echo' | 'callResult' | 'timer'

export type InboxStatus = 'pending' | 'held' | 'done' | 'dead'

/** A row from a channel: its thread, customer and conversation are found or made in the same transaction. */
export interface NewMessage {
  channel: string
  account: string
  threadKey: string
  /** Other keys of the same thread: it is found by any of them, and known by all from now on. */
  aliases?: readonly string[]
  /**
   * Of `threadKey` and `aliases`, those that may pass to another person. A thread that is called by another key than these is not found by them where the
   * message brings a key that does not pass: they are the new person's then, and the thread keeps neither its address nor its verified phone.
   */
  passing?: readonly string[]
  /** What answering on this thread takes; the newest stands. */
  address?: Json
  platformId: string
  kind: 'activity' | 'echo'
  activity: Activity
  receivedAt: string
  /**
   * When it may be taken: `receivedAt` + settle time. A later bubble moves the due time of all pending bubbles of the conversation to its own, at most
   * to four settle times after the first; a message without settling (`settle: false`) makes all pending ones due at once.
   */
  dueAt: string
  settle: boolean
  /** When the customer wrote, where the channel has a reply window: it opens anew, and what was parked for it is queued again. */
  saidAt?: string
  customer?: { name?: string; locale?: string; country?: string; verifiedPhone?: string }
  clientAddress?: string
  /** It tells that an earlier message now has other words, or was taken back (no text): one that is still pending is changed, or withdrawn. */
  changes?: { platformId: string; text?: string }
  /** Files that it brought, which its activity names as `media:<id>`. */
  media?: readonly NewMedia[]
}

/** A row that we make ourselves: an agent's word, a timer, the answer of a call. Unique on (conversation, key). */
export interface NewInternalRow {
  conversationId: string
  kind: 'agent' | 'callResult' | 'timer'
  key: string
  payload: Json
  dueAt: string
  /** Of a web chat, up to where it tells what the customer has not had: as `WebchatLogStore.reached`, in the same commit, when the row is fresh. */
  reaches?: { key: string; seq: number }
}

export interface Accepted {
  inboxId: string
  conversationId: string
  /** False: this platform id was there already, nothing changed. */
  fresh: boolean
}

export interface InboxRow {
  id: string
  conversationId: string
  threadId: string
  /** Order of arrival within the conversation, from 1. */
  seq: number
  kind: InboxKind
  status: InboxStatus
  /** An Activity for `activity` and `echo`; else what the maker put in. */
  payload: Json
  receivedAt: string
  dueAt: string
  attempts: number
  clientAddress?: string
  /** Of an echo: we sent that message ourselves. */
  own?: boolean
}

export interface InboxStore {
  /** One transaction for all; concurrent calls share a commit. Opens a conversation where the thread has none open, or its last activity is over `idleMs` ago while the bot owns it. */
  accept(messages: readonly NewMessage[]): Promise<Accepted[]>
  enqueue(rows: readonly NewInternalRow[]): Promise<{ id: string; fresh: boolean }[]>
  /** Conversations with rows that are pending and due at `now`, the longest waiting first. A peek: no lock, nothing changes. */
  ready(now: string, limit: number): Promise<string[]>
  /** The earliest due time of any pending row; undefined when there is none. */
  nextDueAt(): Promise<string | undefined>
  /**
   * Claims these conversations (those that another call holds are skipped), hands each to `decide`, and writes what it answers, each all or nothing by itself: what one's
   * write or `decide` throws undoes only that one and is reported. `decide` is synchronous; the event loop is served between conversations. `undefined` from
   * `decide` changes nothing. Conversations without a due row are left out of the answer, and so are
   * those whose hand-off the desk changed since the claim: nothing of theirs is written, and their rows stay due. What is nobody's fault (full disk, lost server) is thrown as StoreError; of what was
   * written before it nothing is half.
   */
  take(
    now: string,
    conversationIds: readonly string[],
    decide: (claimed: Claimed) => TurnCommit | undefined,
  ): Promise<{ conversationId: string; ok: boolean; error?: unknown }[]>
  /**
   * The same for conversations that `ready` would answer, in one go: at most `limit`, and none of `except`. `begun` is told which, before the first is decided upon; not,
   * when they could not be read.
   */
  takeReady(
    now: string,
    which: { limit: number; except: ReadonlySet<string>; begun(conversationIds: readonly string[]): void },
    decide: (claimed: Claimed) => TurnCommit | undefined,
  ): Promise<{ conversationId: string; ok: boolean; error?: unknown }[]>
  /** Adds one to `attempts` of these rows and commits: called before a retry. */
  countAttempt(ids: readonly string[]): Promise<void>
  /** Rows per status, for metrics and /readyz. `done` is taken from the row numbers or an estimate, since counting it would grow with it. */
  counts(): Promise<Record<InboxStatus, number>>
}
