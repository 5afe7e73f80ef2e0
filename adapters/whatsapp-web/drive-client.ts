import type { Phone, PhoneCalls, PhoneEvent, PhoneFile } from './phone.ts'
import { isPerson } from './verify.ts'
import type { MediaOf, WebClient, WebMessage } from './web-client.ts'

/** As many messages of one unread chat are read again as WhatsApp shows at once. */
const MOST_UNREAD = 50

/** Fields of the package's objects that are plain data and of use; everything else of them can't leave their thread. */
const FIELDS = [
  'id',
  'from',
  'to',
  'fromMe',
  'author',
  'type',
  'body',
  'timestamp',
  'hasMedia',
  'isStatus',
  'location',
  'vCards',
  'selectedButtonId',
  'selectedRowId',
  'protocolMessageKey',
  'msgId',
  'senderId',
  'reaction',
  'isGroup',
] as const

/** What only the raw form of a message has. */
const RAW_FIELDS = ['notifyName', 'mimetype', 'filename'] as const

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const given = value as Record<string, unknown>
  const raw = (given.rawData ?? {}) as Record<string, unknown>
  const picked: Record<string, unknown> = {}
  for (const name of FIELDS) picked[name] = given[name]
  for (const name of RAW_FIELDS) picked[name] = raw[name]
  // Functions, getters and cycles are left behind.
  return JSON.parse(JSON.stringify(picked))
}

/** Turns one client of the package into a phone: its events into plain data, calls into its methods. */
export function driveClient(
  client: WebClient,
  mediaOf: MediaOf,
  onEvent: (event: PhoneEvent) => void,
): Phone {
  let isOver = false
  const end = (reason: unknown) => {
    if (isOver) return
    isOver = true
    onEvent({ kind: 'ended', reason: reason instanceof Error ? reason.message : String(reason) })
  }
  const tell = (event: PhoneEvent) => {
    if (!isOver) onEvent(event)
  }
  listen(client, tell, end)
  // Not at once: who opens the phone must have it before its first event.
  void Promise.resolve()
    .then(() => client.initialize())
    .then(() => {
      // Known only now; a page that crashed emits nothing else.
      client.pupBrowser?.on('disconnected', () => end('the browser has closed'))
      client.pupPage?.on('error', () => end('the page has crashed'))
      client.pupPage?.on('close', () => end('the page was closed'))
    })
    .catch(end)
  const calls = callsOf(client, mediaOf)
  return {
    async call(name, ...args) {
      if (isOver) throw new Error('the phone is not linked any more')
      const method = calls[name] as (...given: unknown[]) => Promise<unknown>
      return (await method(...args)) as never
    },
    async close() {
      isOver = true
      await client.destroy()
    },
  }
}

function listen(client: WebClient, tell: (event: PhoneEvent) => void, end: (reason: unknown) => void): void {
  client.on('qr', code => tell({ kind: 'qr', code: String(code) }))
  client.on('ready', () => tell({ kind: 'ready', account: client.info?.wid._serialized ?? '' }))
  client.on('auth_failure', () => end('the login was not accepted'))
  client.on('disconnected', end)
  client.on('message', message => tell({ kind: 'message', message: plain(message) }))
  client.on('message_create', message => {
    // All others come as `message` too.
    if ((message as { fromMe?: unknown }).fromMe === true) tell({ kind: 'own', message: plain(message) })
  })
  client.on('message_ack', (message, ack) => tell({ kind: 'ack', message: plain(message), ack }))
  client.on('message_edit', (message, body) => tell({ kind: 'edited', message: plain(message), body }))
  client.on('message_revoke_everyone', (message, before) =>
    tell({ kind: 'revoked', message: plain(message), before: plain(before) }),
  )
  client.on('message_reaction', reaction => tell({ kind: 'reaction', reaction: plain(reaction) }))
  client.on('call', call => tell({ kind: 'call', call: plain(call) }))
}

type AsyncCalls = {
  [Name in keyof PhoneCalls]: (
    ...args: Parameters<PhoneCalls[Name]>
  ) => Promise<Awaited<ReturnType<PhoneCalls[Name]>>>
}

function callsOf(client: WebClient, mediaOf: MediaOf): AsyncCalls {
  return {
    async send({ chatId, text, media }) {
      const fixed = { sendSeen: false, waitUntilMsgSent: true } as const
      const sent =
        media === undefined
          ? await client.sendMessage(chatId, text, fixed)
          : await client.sendMessage(chatId, mediaOf(media.contentType, media.base64, media.name), {
              ...fixed,
              ...(text === '' ? {} : { caption: text }),
              sendAudioAsVoice: media.asVoice,
            })
      return sent?.id._serialized
    },
    async typing(chatId) {
      await (await client.getChatById(chatId)).sendStateTyping()
    },
    async seen(chatId) {
      await client.sendSeen(chatId)
    },
    state: () => client.getState(),
    async hasWritten(chatId) {
      const chat = await client.getChatById(chatId)
      return (await chat.fetchMessages({ limit: 1, fromMe: false })).length > 0
    },
    async unread() {
      const messages: unknown[] = []
      for (const chat of await client.getChats()) {
        if (chat.isGroup || chat.unreadCount === 0 || !isPerson(chat.id._serialized)) continue
        // A chat marked as unread by hand counts -1.
        const limit = Math.min(MOST_UNREAD, Math.abs(chat.unreadCount))
        messages.push(...(await chat.fetchMessages({ limit, fromMe: false })).map(plain))
      }
      return messages
    },
    async file(messageId) {
      const message = await client.getMessageById(messageId)
      return message === null ? undefined : fileOf(await message.downloadMedia())
    },
    async idsOf(chatId) {
      const [ids] = await client.getContactLidAndPhone([chatId])
      return {
        ...(ids?.lid === undefined ? {} : { lid: ids.lid }),
        ...(ids?.pn === undefined ? {} : { pn: ids.pn }),
      }
    },
  }
}

function fileOf(media: Awaited<ReturnType<WebMessage['downloadMedia']>>): PhoneFile | undefined {
  if (media === undefined) return undefined
  const { mimetype, data, filename } = media
  return { contentType: mimetype, base64: data, ...(filename ? { name: filename } : {}) }
}
