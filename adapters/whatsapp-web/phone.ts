/** What the linked phone tells, as plain data: it comes from a thread of its own. Messages and the like are as the library has them; `payload.ts` reads them. */
export type PhoneEvent =
  /** To be scanned; a newer one takes its place every 20 seconds or so. */
  | { kind: 'qr'; code: string }
  /** `account`: the phone's own id. */
  | { kind: 'ready'; account: string }
  | { kind: 'message' | 'own'; message: unknown }
  | { kind: 'ack'; message: unknown; ack: unknown }
  | { kind: 'edited'; message: unknown; body: unknown }
  | { kind: 'revoked'; message: unknown; before: unknown }
  | { kind: 'reaction'; reaction: unknown }
  | { kind: 'call'; call: unknown }
  /** Nothing more comes. `LOGOUT`: the phone was unlinked. */
  | { kind: 'ended'; reason: string }

export interface MessageToSend {
  chatId: string
  text: string
  /** With it, `text` is its caption. */
  media?: { contentType: string; base64: string; name?: string; asVoice: boolean }
}

export interface PhoneFile {
  contentType: string
  base64: string
  name?: string
}

/** What can be asked of the linked phone: name, arguments, result; all plain data. */
export interface PhoneCalls {
  /** The id of the message; undefined: there is no such chat. Does not mark the chat as read. */
  send(message: MessageToSend): string | undefined
  /** Shows "typing…" for some seconds. */
  typing(chatId: string): void
  /** Marks all of the chat as read. */
  seen(chatId: string): void
  /** What the page says of its connection; that it says anything is what counts. */
  state(): string | null
  /** Whether that person ever wrote to us. */
  hasWritten(chatId: string): boolean
  /** Messages of chats that are not marked as read, oldest first. */
  unread(): unknown[]
  /** The file of a message; undefined when it is gone. */
  file(messageId: string): PhoneFile | undefined
  /** The two ids that one person may have. */
  idsOf(chatId: string): { lid?: string; pn?: string }
}
export type PhoneCallName = keyof PhoneCalls

/** One linked browser, from its start to its end. */
export interface Phone {
  /** Rejects when the browser or the page fails, or after the end. */
  call<Name extends PhoneCallName>(
    name: Name,
    ...args: Parameters<PhoneCalls[Name]>
  ): Promise<Awaited<ReturnType<PhoneCalls[Name]>>>
  /** Closes the browser; the login stays. */
  close(): Promise<void>
}

/** Opens a browser with the kept login, or without one. Everything that goes wrong comes as `ended`. */
export type OpenPhone = (onEvent: (event: PhoneEvent) => void) => Phone
