import type { FailedCall, StandIn, StandInDefinition, StandInOptions, TakenMessage } from '../../stand-in.ts'
import { createFaults } from '../../stand-in-faults.ts'
import { createListeners } from '../../stand-in-http.ts'
import { customerMail } from './customer-mail.ts'
import { type MailboxServer, openMailbox } from './mailbox-server.ts'
import { ADDRESS, openSubmission, PASSWORD } from './submission-server.ts'

/** With what only e-mail has. */
export interface EmailStandIn extends StandIn {
  /** Puts a mail into our mailbox, byte for byte. */
  deliver(source: Uint8Array): void
  readonly mailbox: MailboxServer
}

/**
 * A mail provider: a server that takes our mails (SMTP, `smtp-server`) and one that holds our mailbox (IMAP, `hoodiecrow-imap`). Customers answer as
 * their mail programs do, with our mail quoted below.
 * @throws ConfigError when one of the two packages is not installed
 */
export async function startEmailStandIn(options: StandInOptions = {}): Promise<EmailStandIn> {
  const faults = createFaults(options.random)
  const taken: TakenMessage[] = []
  const listeners = new Set<(message: TakenMessage) => void>()
  const failed = createListeners<FailedCall>()
  const submission = await openSubmission(options.port ?? 0, faults, {
    onTaken(message) {
      taken.push(message)
      for (const listener of listeners) listener(message)
    },
    onFailed: failed.tell,
  })
  const mailbox = await openMailbox({ user: ADDRESS, password: PASSWORD })
  const names = new Map<string, string>()
  let count = 0
  const login = `${encodeURIComponent(ADDRESS)}:${PASSWORD}`

  async function say(customer: string, text: string, { name }: { name?: string } = {}): Promise<number> {
    const answered = taken.findLast(message => message.to === customer)
    if (name !== undefined) names.set(customer, name)
    mailbox.deliver(
      await customerMail({
        customer,
        text,
        name: names.get(customer),
        answered,
        number: ++count,
        to: ADDRESS,
      }),
    )
    return 200
  }
  return {
    channel: 'email',
    url: `smtp://127.0.0.1:${submission.port}`,
    environment: {
      IMAP_URL: `imap://${login}@127.0.0.1:${mailbox.port}/INBOX`,
      SMTP_URL: `smtp://${login}@127.0.0.1:${submission.port}`,
      EMAIL_FROM: `Casa Lumen <${ADDRESS}>`,
      EMAIL_AUTHSERV_ID: 'mx.stand-in.example',
      EMAIL_REPLIES_PER_HOUR: '1000',
    },
    webhook() {
      // A mailbox is fetched from: nothing is delivered anywhere.
    },
    say,
    async press(customer, title) {
      const options = taken.findLast(message => message.to === customer)?.options ?? []
      const place = options.indexOf(title)
      return place < 0 ? 404 : say(customer, String(place + 1))
    },
    taken,
    onTaken(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFailed: failed.listen,
    fail: faults.fail,
    failAtRandom: faults.failAtRandom,
    deliver: mailbox.deliver,
    mailbox,
    async close() {
      await Promise.all([submission.close(), mailbox.close()])
    },
  }
}

export const standIn: StandInDefinition = { channel: 'email', start: startEmailStandIn }
