import type { Receipted } from '../adapter.ts'
import { ourMessageIds } from './message-id.ts'
import type { Mail } from './payload.ts'

/**
 * What a bounce tells of our mails: they failed. A report that a mail waits, or that it arrived at a server, tells nothing yet.
 * @see RFC 3464 sections 2.3.3 (Action), 2.3.4 (Status)
 */
export function bounceReceipts(mail: Mail, source: Uint8Array, from: string): Receipted[] {
  const report = mail.deliveryStatus.join('\n')
  const action = field(report, 'Action')?.toLowerCase()
  if (report !== '' && action !== 'failed') return []
  // Mail servers without such a report bring the mail's headers or its text all the same.
  const ids = ourMessageIds(Buffer.from(source).toString('latin1'), from)
  if (ids.length === 0) return []
  const status = /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(field(report, 'Status') ?? '')?.[1]
  const reason =
    status === undefined
      ? 'its mail server sent it back'
      : (REASONS[status.slice(0, 3)] ?? 'it was not delivered')
  return [
    {
      account: from,
      status: 'failed',
      platformIds: ids.slice(0, 20),
      error: `email.bounced: ${status ?? 'no status'}, ${reason}`,
    },
  ]
}

/** By the subject of an enhanced status code. */
const REASONS: Record<string, string> = {
  '5.1': 'the address does not exist',
  '5.2': 'the mailbox does not take it',
  '5.3': 'the mail server does not take it',
  '5.4': 'the mail server was not reached',
  '5.6': 'the mail server does not read it',
  '5.7': 'the mail server refused us by its rules',
}

const field = (report: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(report)?.[1]?.trim()
