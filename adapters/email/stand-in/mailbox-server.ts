import type { AddressInfo, Socket } from 'node:net'
import type { Mailbox } from 'hoodiecrow-imap'
import { optionalPackage } from './optional-package.ts'

/** An IMAP server with one mailbox. */
export interface MailboxServer {
  readonly port: number
  readonly inbox: Mailbox
  deliver(source: Uint8Array): void
  /** Cuts every connection off. */
  drop(): void
  /** Numbers all mails anew, as after a move to another server. */
  renumber(): void
  close(): Promise<void>
}

export async function openMailbox(account: { user: string; password: string }): Promise<MailboxServer> {
  const { default: hoodiecrow } = await optionalPackage('hoodiecrow-imap', () => import('hoodiecrow-imap'))
  const server = hoodiecrow({
    plugins: ['ID', 'IDLE', 'LITERALPLUS', 'UNSELECT'],
    users: { [account.user]: { password: account.password } },
    storage: { INBOX: { uidvalidity: 1000 } },
  })
  const sockets = new Set<Socket>()
  server.connectionHandlers.push(({ socket }) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.server.address() as AddressInfo).port,
    inbox: server.folderCache.INBOX,
    deliver: source => {
      server.appendMessage('INBOX', [], new Date(), Buffer.from(source).toString('latin1'))
    },
    drop,
    renumber() {
      const { INBOX } = server.folderCache
      INBOX.uidvalidity++
      INBOX.messages.forEach((message, index) => {
        message.uid = index + 1
      })
      INBOX.uidnext = INBOX.messages.length + 1
      drop()
    },
    close: () =>
      new Promise(resolve => {
        server.close(resolve)
        drop()
      }),
  }
}
