import type { Activity } from '../../protocol/activity.ts'
import type { Inbound, MediaSource, Receipted } from '../adapter.ts'
import { automatic } from './automatic.ts'
import { bounceReceipts } from './bounce.ts'
import type { EmailConfig } from './config.ts'
import type { Mail } from './payload.ts'
import { type SenderProof, senderProof } from './verify.ts'

/** What one mail is for the house. */
export interface ReadMail {
  inbound: readonly Inbound[]
  receipts: readonly Receipted[]
}

/** What is answered to: kept with the thread. */
export interface EmailAddressing {
  messageId?: string
  references: readonly string[]
  subject: string
  name: string
}

type ReadConfig = Pick<EmailConfig, 'from' | 'own' | 'authservId'>
const ACCOUNT_UNKNOWN = 'unknown'

/** The account of all threads: the address that customers write to. */
export const accountOf = ({ from }: Pick<EmailConfig, 'from'>): string => from.address.toLowerCase()

/**
 * What a mail is: a message, a report on mails of ours, or something for the transcript only. `arrivedAt`: ISO 8601, by our server.
 */
export function parseMail(mail: Mail, source: Uint8Array, arrivedAt: string, config: ReadConfig): ReadMail {
  const sender = senderOf(mail)
  const kind = automatic(mail, sender, config.own)
  if (kind === 'own') return { inbound: [], receipts: [] }
  if (kind === 'bounce') {
    const receipts = bounceReceipts(mail, source, accountOf(config))
    if (receipts.length > 0) return { inbound: [], receipts }
  }
  const proof = senderProof(mail, config.authservId)
  // Who our own server says did not write it gets no answer, and nobody else gets one for it.
  const unsupported =
    kind ?? (proof === 'fail' ? 'forged' : sender === undefined ? 'without sender' : undefined)
  const base = {
    account: accountOf(config),
    threadKey: sender?.address ?? ACCOUNT_UNKNOWN,
    platformId: mail.id,
    kind: 'activity' as const,
  }
  const activity = { ...activityBase(mail, arrivedAt, sender), channelData: channelData(mail, proof) }
  if (unsupported !== undefined) {
    const event = { ...activity, type: 'event', name: 'unsupported', value: { kind: unsupported } }
    return { inbound: [{ ...base, activity: event, settle: false }], receipts: [] }
  }
  const media = mail.files.map(
    ({ bytes, contentType, name }): MediaSource => ({
      bytes,
      contentType,
      ...(name === undefined ? {} : { name }),
    }),
  )
  return {
    inbound: [
      {
        ...base,
        address: addressing(mail, sender?.name ?? '') as never,
        activity: { ...activity, type: 'message', ...wordsOf(mail), ...attachmentsOf(mail) },
        ...(media.length === 0 ? {} : { media }),
        // A letter is whole: nobody sends its second half a moment later.
        settle: false,
        ...customerOf(sender?.name ?? ''),
      },
    ],
    receipts: [],
  }
}

/** What can't be read as a mail at all: kept for the desk. `id` is the same however often it is read. */
export function unreadable(
  kind: string,
  id: string,
  arrivedAt: string,
  config: ReadConfig,
  threadKey = ACCOUNT_UNKNOWN,
): Inbound {
  return {
    account: accountOf(config),
    threadKey,
    platformId: id,
    kind: 'activity',
    activity: {
      type: 'event',
      name: 'unsupported',
      value: { kind },
      channelId: 'email',
      id,
      timestamp: arrivedAt,
      from: { id: threadKey, role: 'user' },
    },
    settle: false,
  }
}

/**
 * Where an answer goes: what the mail asks for, else its author. This address is the thread's key, and answers go nowhere else: so a forged `From` with
 * another `Reply-To` opens a thread of that other address, and a forged `From` alone has its answers sent to the one whose address it is.
 */
export function senderOf(mail: Mail): Mail['from'][number] | undefined {
  const [asked, ...more] = mail.replyTo
  const [author] = mail.from
  if (asked === undefined || more.length > 0) return author
  return asked.address === author?.address ? { ...asked, name: asked.name || author.name } : asked
}

const activityBase = (
  mail: Mail,
  arrivedAt: string,
  sender: Mail['from'][number] | undefined,
): Omit<Activity, 'type'> => ({
  id: mail.id,
  channelId: 'email',
  timestamp: arrivedAt,
  from: {
    id: sender?.address ?? ACCOUNT_UNKNOWN,
    role: 'user',
    ...(sender?.name ? { name: sender.name } : {}),
  },
  ...(mail.inReplyTo[0] === undefined ? {} : { replyToId: mail.inReplyTo[0] }),
})

/** For the desk: what the words were cut of. */
const channelData = (mail: Mail, proof: SenderProof) => ({
  email: {
    subject: mail.subject,
    from: mail.from.map(({ address }) => address),
    sender: proof,
    ...(mail.date === undefined ? {} : { date: mail.date }),
    ...(mail.whole === mail.text ? {} : { whole: mail.whole }),
  },
})

/** `Re:` in the languages of mail programs, once or more, with Outlook's full-width colon too. */
const PREFIX =
  /^(?:\s*(?:re|aw|antw|antwort|sv|rif|r|rép|rep|res|odp|ynt|vs|回复|回覆|答复|رد|返信|fwd?|wg|tr|rv|enc|i|doorst|pd|转发|轉寄|转)(?:\[\d+\])?\s*[:：])+\s*/iu
export const plainSubject = (subject: string): string => subject.replace(PREFIX, '').trim()

/** A new mail's subject is its first sentence, and often holds the order's number; that of a reply is our own. */
function wordsOf(mail: Mail): { text: string } {
  const isReply = mail.inReplyTo.length > 0 || mail.references.length > 0 || PREFIX.test(mail.subject)
  const subject = isReply ? '' : plainSubject(mail.subject)
  const repeats = mail.text.toLowerCase().includes(subject.toLowerCase())
  return { text: subject === '' || repeats ? mail.text : `${subject}\n\n${mail.text}`.trim() }
}

function attachmentsOf({ files }: Mail): Pick<Activity, 'attachments'> {
  if (files.length === 0) return {}
  return {
    attachments: files.map(({ contentType, name }, index) => ({
      contentType,
      contentUrl: `media:${index}`,
      ...(name === undefined ? {} : { name }),
    })),
  }
}

/** References grow with a conversation; RFC 5322 wants the first and the newest kept. */
const MAX_REFERENCES = 20

function addressing(mail: Mail, name: string): EmailAddressing {
  const before = mail.references.length > 0 ? mail.references : mail.inReplyTo
  const all = [...new Set([...before, ...(mail.messageId === undefined ? [] : [mail.messageId])])]
  return {
    ...(mail.messageId === undefined ? {} : { messageId: mail.messageId }),
    references: all.length <= MAX_REFERENCES ? all : [all[0] as string, ...all.slice(1 - MAX_REFERENCES)],
    subject: mail.subject,
    name: properName(name),
  }
}

/** A name that can stand after "Dear": not an address, a shop's form or a shout. '' else. */
export function properName(name: string): string {
  const bare = name.replaceAll(/^["']|["']$/g, '').trim()
  const turned = /^([^,]+), ([^,]+)$/.exec(bare)
  const shown = turned ? `${turned[2]} ${turned[1]}` : bare
  return /^[\p{L}\p{M}][\p{L}\p{M}'’. -]{0,59}$/u.test(shown) && shown.split(/\s+/).length <= 5 ? shown : ''
}

/** Nothing proved is said of the customer: what our server found of this mail's sender says nothing of the next one's, and stands in `channelData`. */
function customerOf(given: string): Pick<Inbound, 'customer'> {
  const name = properName(given)
  return name === '' ? {} : { customer: { name } }
}
