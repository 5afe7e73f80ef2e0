import { createHash } from 'node:crypto'
import { StoreError } from '../../protocol/errors.ts'
import type { ChannelDeps, Inbound } from '../adapter.ts'
import type { EmailConfig } from './config.ts'
import { parseMail, type ReadMail, unreadable } from './parse.ts'
import type { Mail } from './payload.ts'

/** A mail as it lies in the mailbox. */
export interface FoundMail {
  /** Undefined for one that is too large, or can't be fetched. */
  source?: Uint8Array
  /** What is the same whenever this mail is met: of one whose bytes are not read. */
  id: string
  /** Whom the server's own summary names, in lower case. */
  sender?: string
  /** ISO 8601. */
  arrivedAt: string
}

export interface TakeDeps extends Pick<ChannelDeps, 'receive' | 'receipts' | 'log'> {
  /** Rejects for what is no mail. */
  readMail(source: Uint8Array): Promise<Mail>
}

/**
 * Puts one mail into the house; resolves after the commit. A mail that nobody can read, or that the store does not take as it is, is kept as an event, so
 * that the ones behind it are read.
 * @throws StoreError when nothing could be stored: the mail is to be read again
 */
export async function takeMail(mail: FoundMail, deps: TakeDeps, config: EmailConfig): Promise<void> {
  const { inbound, receipts } = await read(mail, deps, config)
  try {
    if (receipts.length > 0) await deps.receipts(receipts)
    if (inbound.length > 0) await deps.receive(inbound)
  } catch (error) {
    if (error instanceof StoreError) throw error
    deps.log.error({ channel: 'email', error: nameOf(error) }, 'a mail could not be stored as it is')
    await keepEvent(unreadable('not stored', inbound[0]?.platformId ?? mail.id, mail.arrivedAt, config), deps)
  }
}

async function read(mail: FoundMail, deps: TakeDeps, config: EmailConfig): Promise<ReadMail> {
  const { source, id, arrivedAt, sender } = mail
  const event = (kind: string, key: string): ReadMail => ({
    inbound: [unreadable(kind, key, arrivedAt, config, sender)],
    receipts: [],
  })
  if (source === undefined) return event('not read', id)
  try {
    return parseMail(await deps.readMail(source), source, arrivedAt, config)
  } catch (error) {
    deps.log.warn({ channel: 'email', error: nameOf(error) }, 'a mail could not be read')
    return event('unreadable', `<${createHash('sha256').update(source).digest('hex')}>`)
  }
}

async function keepEvent(event: Inbound, deps: TakeDeps): Promise<void> {
  try {
    await deps.receive([event])
  } catch (error) {
    if (error instanceof StoreError) throw error
    deps.log.error(
      { channel: 'email', error: nameOf(error) },
      'a mail was left out: the store takes nothing of it',
    )
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
