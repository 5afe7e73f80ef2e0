/*
 * What we use of `whatsapp-web.js` 1.34: its documented events and methods. A type of our own, so that the package stays optional and a test can be the client.
 * @see https://docs.wwebjs.dev/Client.html (read 2026-11)
 */

/** The names of the events that we listen to. */
export const EVENTS = [
  'qr',
  'ready',
  'auth_failure',
  'disconnected',
  'message',
  'message_create',
  'message_ack',
  'message_edit',
  'message_revoke_everyone',
  'message_reaction',
  'call',
] as const
export type WebEvent = (typeof EVENTS)[number]

/** A message as events and methods give it; its fields are read by `payload.ts`. */
export interface WebMessage {
  readonly id: { readonly _serialized: string }
  downloadMedia(): Promise<{ mimetype: string; data: string; filename?: string | null } | undefined>
}

export interface WebChat {
  readonly id: { readonly _serialized: string }
  readonly isGroup: boolean
  readonly unreadCount: number
  fetchMessages(options: { limit: number; fromMe?: boolean }): Promise<WebMessage[]>
  sendStateTyping(): Promise<unknown>
}

interface Emitter {
  on(event: string, listener: (...args: unknown[]) => void): unknown
}

export interface WebClient extends Emitter {
  readonly info?: { readonly wid: { readonly _serialized: string } }
  readonly pupBrowser?: (Emitter & { process?(): { kill(signal: 'SIGKILL'): unknown } | null }) | null
  readonly pupPage?: Emitter | null
  initialize(): Promise<void>
  destroy(): Promise<void>
  /** `content` is a text or the package's own MessageMedia. */
  sendMessage(
    chatId: string,
    content: unknown,
    options: { caption?: string; sendAudioAsVoice?: boolean; sendSeen: false; waitUntilMsgSent: true },
  ): Promise<WebMessage | null | undefined>
  sendSeen(chatId: string): Promise<unknown>
  getState(): Promise<string | null>
  getChats(): Promise<WebChat[]>
  getChatById(chatId: string): Promise<WebChat>
  getMessageById(messageId: string): Promise<WebMessage | null>
  getContactLidAndPhone(userIds: string[]): Promise<{ lid?: string | undefined; pn?: string | undefined }[]>
}

/** The names of the methods that we call. */
export const METHODS = [
  'initialize',
  'destroy',
  'sendMessage',
  'sendSeen',
  'getState',
  'getChats',
  'getChatById',
  'getMessageById',
  'getContactLidAndPhone',
] as const satisfies readonly (keyof WebClient)[]

/** Makes the package's own object of a file. */
export type MediaOf = (contentType: string, base64: string, name: string | undefined) => unknown
