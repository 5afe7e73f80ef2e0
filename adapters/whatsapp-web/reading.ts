import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelDeps, Inbound } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import { errorKind } from './error-kind.ts'
import { type Parsed, parse } from './parse.ts'
import type { Phone, PhoneEvent } from './phone.ts'
import { phoneNumberOf } from './verify.ts'

/** Brings what the phone tells into the house, chat by chat in its order. */
export interface Reading {
  take(event: PhoneEvent, phone: Phone, account: string): void
  /** Reads again what was not marked as read: it came while nobody listened, or was not stored. The inbox drops what it has. */
  catchUp(phone: Phone, account: string): Promise<void>
  /** True once the person has written to us, as far as WhatsApp knows. */
  hasWritten(phone: Phone, chatId: string): Promise<boolean>
  close(): Promise<void>
}

const RETRY_MS = 1_000
const MOST_RETRY_MS = 60_000
/** How long the phone's answer to a send of ours is awaited before a message counts as typed by hand. */
const OWN_WAIT_MS = 10_000
const MOST_CHATS = 10_000

export function createReading(deps: ChannelDeps, ownSends: OwnSends): Reading {
  const chats = new Map<string, Promise<void>>()
  const wrote = new Set<string>()
  const ids = new Map<string, readonly string[]>()
  const closing = new AbortController()

  /** A chat is marked as read only when all that came before is stored: an unread one is read again after a crash. */
  const enqueue = (chatId: string, phone: Phone, work: () => Promise<void>) => {
    const mine = (chats.get(chatId) ?? Promise.resolve()).then(work).then(async () => {
      if (chats.get(chatId) !== mine) return
      chats.delete(chatId)
      await phone.call('seen', chatId).catch(() => {})
    })
    const settled = mine.catch(() => {})
    chats.set(chatId, mine)
    return settled
  }

  /** The store may be away for a while; WhatsApp does not deliver again, so the message waits here, and in its unread chat. */
  async function untilStored(store: () => Promise<unknown>): Promise<void> {
    for (let waitMs = RETRY_MS; ; waitMs = Math.min(MOST_RETRY_MS, waitMs * 2)) {
      closing.signal.throwIfAborted()
      try {
        await store()
        return
      } catch (error) {
        deps.log.error(
          { channel: 'whatsapp-web', ...errorKind(error) },
          'a message was not stored; trying again',
        )
        await pause(waitMs, undefined, { signal: closing.signal })
      }
    }
  }

  /** All that WhatsApp calls the person of a chat, this name first: their number, and what hides it. */
  async function namesOf(chatId: string, phone: Phone): Promise<readonly string[]> {
    const known = ids.get(chatId)
    if (known !== undefined) return known
    const found = await phone.call('idsOf', chatId).catch(() => ({ lid: undefined, pn: undefined }))
    const names = [chatId, found.lid, found.pn].filter(one => one !== undefined)
    const all = [...new Set(names)]
    if (ids.size < MOST_CHATS) ids.set(chatId, all)
    return all
  }

  async function withAliases(inbound: Inbound, phone: Phone): Promise<Inbound> {
    const names = await namesOf(inbound.threadKey, phone)
    // Networks give numbers out anew.
    const passing = names.filter(name => phoneNumberOf(name) !== undefined)
    return {
      ...inbound,
      ...(names.length > 1 && { aliases: names.slice(1) }),
      ...(passing.length > 0 && { passing }),
    }
  }

  async function store(parsed: Parsed, phone: Phone): Promise<void> {
    if (parsed.kind === 'receipt') return untilStored(() => deps.receipts([parsed.receipt]))
    if (parsed.kind === 'inbound') {
      const inbound = await withAliases(parsed.inbound, phone)
      return untilStored(() => deps.receive([inbound]))
    }
    return storeOwn(parsed, phone)
  }

  async function storeOwn(own: Extract<Parsed, { kind: 'own' }>, phone: Phone): Promise<void> {
    if (ownSends.isOurs(own.id)) return
    // We may have sent to the number, and hear of what hides it, or the other way round.
    const names = await namesOf(own.chatId, phone)
    const claim = () => {
      for (const to of names) {
        const part = ownSends.claim({ id: own.id, to, text: own.text })
        if (part !== undefined) return part
      }
      return undefined
    }
    const part = claim()
    if (part !== undefined) {
      const { account } = own.echo
      return untilStored(() => deps.receipts([{ account, status: 'sent', part, platformIds: [own.id] }]))
    }
    await Promise.all(names.map(to => ownSends.ended(to, OWN_WAIT_MS)))
    if (ownSends.isOurs(own.id)) return
    // What is typed to people who never wrote to the shop is private.
    const written = await Promise.all(names.map(name => reading.hasWritten(phone, name)))
    if (!written.includes(true)) return
    const echo = await withAliases(own.echo, phone)
    await untilStored(() => deps.receive([echo]))
  }

  const reading: Reading = {
    take(event, phone, account) {
      const parsed = parse(event, account)
      if (parsed === undefined) return
      if (parsed.kind === 'inbound') {
        const { threadKey } = parsed.inbound
        if (wrote.size < MOST_CHATS) wrote.add(threadKey)
        void enqueue(threadKey, phone, () => store(parsed, phone))
      } else void store(parsed, phone).catch(() => {})
    },
    async catchUp(phone, account) {
      const messages = await phone.call('unread')
      for (const message of messages) reading.take({ kind: 'message', message }, phone, account)
      if (messages.length > 0) {
        deps.log.info(
          { channel: 'whatsapp-web', messages: messages.length },
          'unread messages were read again',
        )
      }
    },
    async hasWritten(phone, chatId) {
      if (wrote.has(chatId)) return true
      const written = await phone.call('hasWritten', chatId)
      if (written && wrote.size < MOST_CHATS) wrote.add(chatId)
      return written
    },
    async close() {
      closing.abort()
      await Promise.allSettled(chats.values())
    },
  }
  return reading
}
