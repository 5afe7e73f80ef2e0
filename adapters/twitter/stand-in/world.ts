import { createHash } from 'node:crypto'
import type { TakenMessage } from '../../stand-in.ts'

/** A post that the stand-in knows: a person's, or ours. */
export interface Post {
  id: string
  authorId: string
  text: string
  talk: string
  replyTo?: string
  /** Names our account, so that it may be answered. */
  names: boolean
  lang?: string
  /** ISO 8601. */
  createdAt: string
}

export interface Upload {
  contentType: string
  category: string
  total: number
  chunks: Uint8Array[]
  ready: boolean
  /** A film is read for a moment after its upload. */
  checksLeft: number
}

/** A message between us and one person. */
export interface Message {
  id: string
  senderId: string
  recipientId: string
  text: string
  atMs: number
}

/** Everything that X would remember of one account. */
export interface World {
  readonly userId: string
  readonly appId: string
  readonly posts: Map<string, Post>
  readonly uploads: Map<string, Upload>
  readonly messages: Message[]
  readonly pictures: Map<string, Uint8Array>
  readonly taken: TakenMessage[]
  /** Who wrote to us first: only they can be written to. */
  readonly reachable: Set<string>
  /** A new id, larger than all before, with today's time in it. */
  nextId(): string
  /** The number of a customer, who is called by name elsewhere. */
  idOf(customer: string): string
  nameOf(id: string): string
  onTaken(listener: (message: TakenMessage) => void): () => void
  take(message: TakenMessage): void
}

const EPOCH_MS = 1_288_834_974_657n

export function createWorld(userId: string, appId: string): World {
  const names = new Map<string, string>()
  const listeners = new Set<(message: TakenMessage) => void>()
  const taken: TakenMessage[] = []
  let lastId = 0n
  return {
    userId,
    appId,
    posts: new Map(),
    uploads: new Map(),
    messages: [],
    pictures: new Map(),
    taken,
    reachable: new Set(),
    nextId() {
      const now = (BigInt(Date.now()) - EPOCH_MS) << 22n
      lastId = now > lastId ? now : lastId + 1n
      return String(lastId)
    },
    idOf(customer) {
      const id = /^\d{1,20}$/.test(customer)
        ? customer
        : String(createHash('sha256').update(customer).digest().readUIntBE(0, 6) + 1_000)
      names.set(id, customer)
      return id
    },
    nameOf: id => names.get(id) ?? id,
    onTaken(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    take(message) {
      taken.push(message)
      for (const listener of listeners) listener(message)
    },
  }
}
