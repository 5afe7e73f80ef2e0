import { EventEmitter } from 'node:events'
import { driveClient } from '../../../adapters/whatsapp-web/drive-client.ts'
import type { OpenPhone } from '../../../adapters/whatsapp-web/phone.ts'
import type { WebChat, WebClient, WebMessage } from '../../../adapters/whatsapp-web/web-client.ts'

export const ACCOUNT = '34900000000@c.us'
export const ANA = '34600000001@c.us'

/** A message as the package has it. */
export const webMessage = (more: { id?: string; from?: string } & Record<string, unknown> = {}) => {
  const { id = 'false_34600000001@c.us_3EB0A1', ...rest } = more
  return {
    id: { fromMe: false, remote: ANA, id: 'x', _serialized: id },
    from: ANA,
    to: ACCOUNT,
    fromMe: false,
    type: 'chat',
    body: 'hello',
    timestamp: 1_790_000_000,
    hasMedia: false,
    isStatus: false,
    vCards: [],
    rawData: { notifyName: 'Ana' },
    downloadMedia: async () => undefined,
    ...rest,
  }
}

type Trouble = 'none' | 'fails' | 'hangs' | 'sendsAndHangs' | 'noChat'

/** A client of `whatsapp-web.js` without WhatsApp: the documented events and methods, and what a customer would see. */
export class FakeClient extends EventEmitter implements WebClient {
  info: { wid: { _serialized: string } } = { wid: { _serialized: ACCOUNT } }
  pupBrowser = new EventEmitter()
  pupPage = new EventEmitter()
  sent: { id: string; to: string; content: unknown; options: object }[] = []
  did: string[] = []
  unread: ReturnType<typeof webMessage>[] = []
  files = new Map<string, { mimetype: string; data: string; filename?: string | null }>()
  strangers = new Set<string>()
  trouble: Trouble = 'none'
  begin: 'ready' | 'qr' | 'fail' | 'nothing' = 'ready'
  isFrozen = false
  destroyed = false

  async initialize(): Promise<void> {
    if (this.begin === 'fail') throw new Error('net::ERR_INTERNET_DISCONNECTED')
    if (this.begin !== 'nothing') this.emit(this.begin, 'qr-code')
  }
  async getState(): Promise<string | null> {
    return this.isFrozen ? new Promise(() => {}) : 'CONNECTED'
  }
  async destroy(): Promise<void> {
    this.destroyed = true
  }
  async sendMessage(to: string, content: unknown, options: object): Promise<WebMessage | null> {
    if (this.trouble === 'fails') throw new Error('Protocol error: Target closed')
    if (this.trouble === 'hangs') return new Promise(() => {})
    if (this.trouble === 'noChat') return null
    const id = `true_${to}_3EB0S${this.sent.length}`
    this.sent.push({ id, to, content, options })
    const message = webMessage({ id, from: ACCOUNT, to, fromMe: true, body: content })
    // The page tells of the message before the call is answered.
    this.emit('message_create', message)
    if (this.trouble === 'sendsAndHangs') return new Promise(() => {})
    return message
  }
  async sendSeen(chatId: string): Promise<boolean> {
    this.did.push(`seen ${chatId}`)
    return true
  }
  async getChats(): Promise<WebChat[]> {
    const chats = [...new Set(this.unread.map(({ from }) => from))]
    return Promise.all(chats.map(chatId => this.getChatById(chatId)))
  }
  async getChatById(chatId: string): Promise<WebChat> {
    const unread = this.unread.filter(({ from }) => from === chatId)
    return {
      id: { _serialized: chatId },
      isGroup: chatId.endsWith('@g.us'),
      unreadCount: unread.length,
      fetchMessages: async ({ limit }) =>
        this.strangers.has(chatId) ? [] : [...unread, webMessage({ from: chatId })].slice(0, limit),
      sendStateTyping: async () => {
        this.did.push(`typing ${chatId}`)
      },
    }
  }
  async getMessageById(messageId: string): Promise<WebMessage | null> {
    const file = this.files.get(messageId)
    return file === undefined ? null : { ...webMessage({ id: messageId }), downloadMedia: async () => file }
  }
  async getContactLidAndPhone(userIds: string[]): Promise<{ lid?: string; pn?: string }[]> {
    return userIds.map(id => (id === '7700000000001@lid' ? { lid: id, pn: ANA } : { pn: id }))
  }
}

/** Opens one client after the other, as the channel asks for them. */
export function fakePhones(setUp: (client: FakeClient, nth: number) => void = () => {}) {
  const clients: FakeClient[] = []
  const open: OpenPhone = onEvent => {
    const client = new FakeClient()
    setUp(client, clients.length)
    clients.push(client)
    return driveClient(client, (contentType, base64, name) => ({ contentType, base64, name }), onEvent)
  }
  return { open, clients }
}
