/** What the stand-in uses of hoodiecrow-imap, which brings no types of its own. */
declare module 'hoodiecrow-imap' {
  function hoodiecrow(options: {
    plugins?: string[]
    users?: Record<string, { password: string }>
    storage?: Record<string, unknown>
  }): hoodiecrow.Server
  namespace hoodiecrow {
    interface Mailbox {
      uidvalidity: number
      uidnext: number
      messages: { uid: number; flags: string[]; raw: string }[]
    }
    interface Server {
      server: import('node:net').Server
      connectionHandlers: ((connection: { socket: import('node:net').Socket }) => void)[]
      folderCache: { INBOX: Mailbox }
      listen(port: number, host: string, listening: () => void): void
      close(closed: () => void): void
      /** `raw`: one character a byte. */
      appendMessage(mailbox: string, flags: string[], internalDate: Date, raw: string): unknown
    }
  }
  export = hoodiecrow
}
