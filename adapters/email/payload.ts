import { createHash } from 'node:crypto'
import type { AddressObject, EmailAddress, ParsedMail } from 'mailparser'
import { htmlText, takeImages } from './html-text.ts'
import { visibleText } from './visible-text.ts'

/** Kept of a mail's whole text for the desk. UTF-16 units. */
const MAX_WHOLE_CHARS = 32_768
/** More are no customer's; the rest is told, not kept. */
const MAX_FILES = 20

export interface MailAddress {
  /** In lower case. */
  address: string
  name: string
}

export interface MailFile {
  bytes: Uint8Array
  contentType: string
  name?: string
}

/** A mail as we read it; what its writer decides is cleaned, nothing is believed. */
export interface Mail {
  /** Of the Message-ID header, brackets included; of a mail without one `<sha256>` of its bytes, so that the same mail has the same. */
  id: string
  /** Without `id`'s stand-in. */
  messageId?: string
  inReplyTo: readonly string[]
  references: readonly string[]
  from: readonly MailAddress[]
  replyTo: readonly MailAddress[]
  subject: string
  /** ISO 8601; as its writer claims. */
  date?: string
  /** The writer's own words. */
  text: string
  /** All words of it, quotes included. */
  whole: string
  files: readonly MailFile[]
  /** The report of a mail server on a mail of ours, each part as text. */
  deliveryStatus: readonly string[]
  /** Unfolded values of all headers by their name (lower case), in order: the newest first. */
  headers: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads a mail's bytes.
 * @throws what the parser throws for bytes that are no mail
 */
export async function readMail(source: Uint8Array): Promise<Mail> {
  const { simpleParser } = await import('mailparser')
  const parsed = await simpleParser(Buffer.from(source), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
  } as object)
  const words = await readWords(parsed)
  const messageId = messageIds(parsed.messageId)[0]
  return {
    id: messageId ?? `<${createHash('sha256').update(source).digest('hex')}>`,
    ...(messageId === undefined ? {} : { messageId }),
    inReplyTo: messageIds(parsed.inReplyTo),
    references: messageIds([parsed.references ?? []].flat().join(' ')),
    from: addresses(parsed.from),
    replyTo: addresses(parsed.replyTo),
    subject: clean(parsed.subject ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 500),
    ...(parsed.date === undefined || Number.isNaN(parsed.date.getTime())
      ? {}
      : { date: parsed.date.toISOString() }),
    ...words,
    deliveryStatus: parsed.attachments
      .filter(({ contentType }) => contentType === 'message/delivery-status')
      .map(({ content }) => content.toString('utf8').slice(0, 16_384)),
    headers: headersOf(parsed),
  }
}

/** The writer's own words: from HTML, where mail programs mark quotes, or from plain text; of a forwarded mail alone, all of it. */
async function readWords(parsed: ParsedMail): Promise<Pick<Mail, 'text' | 'whole' | 'files'>> {
  const plain = clean(parsed.text ?? '')
  const html = typeof parsed.html === 'string' ? parsed.html : ''
  const marked = html === '' ? '' : clean(await htmlText(html))
  const fromHtml = takeImages(visibleText(marked))
  const isReply = parsed.inReplyTo !== undefined || parsed.references !== undefined
  const whole = plain.trim() === '' ? takeImages(marked).text : plain
  const text = fromHtml.text || visibleText(plain) || (isReply ? '' : withoutQuoteMarks(whole))
  return {
    text,
    whole: whole.trim().slice(0, MAX_WHOLE_CHARS).toWellFormed(),
    files: filesOf(parsed, fromHtml.cids),
  }
}

const withoutQuoteMarks = (text: string) => text.replaceAll(/^[> ]+/gm, '').trim()

/** Attached files, and pictures that stand in the writer's own words; those of signatures and of quoted mails are nobody's message. */
function filesOf(parsed: ParsedMail, shown: ReadonlySet<string>): MailFile[] {
  return parsed.attachments
    .filter(({ contentType }) => !/^message\/(delivery-status|disposition-notification)$/.test(contentType))
    .filter(({ related, cid }) => !related || (cid !== undefined && shown.has(cid)))
    .slice(0, MAX_FILES)
    .map(({ content, contentType, filename }) => ({
      bytes: content,
      contentType: contentType.toLowerCase().slice(0, 255) || 'application/octet-stream',
      ...(filename ? { name: clean(filename).slice(0, 255).toWellFormed() } : {}),
    }))
}

function headersOf({ headerLines }: ParsedMail): Mail['headers'] {
  const values = new Map<string, string[]>()
  for (const { key, line } of headerLines) {
    const value = clean(line.slice(line.indexOf(':') + 1))
      .replaceAll(/\r?\n[ \t]+/g, ' ')
      .trim()
    values.set(key, [...(values.get(key) ?? []), value])
  }
  return values
}

/** `<id@host>`, each; what is longer than any program makes it is left out. */
const messageIds = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/<[^<>\s]{1,250}>/g)].map(([id]) => clean(id))

const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/

function addresses(object: AddressObject | undefined): MailAddress[] {
  const flat = (list: readonly EmailAddress[]): EmailAddress[] =>
    list.flatMap(one => (one.group === undefined ? [one] : flat(one.group)))
  return flat(object?.value ?? []).flatMap(({ address, name }) => {
    const found = clean(address ?? '').toLowerCase()
    if (found.length > 254 || !ADDRESS.test(found)) return []
    return [
      {
        address: found,
        name: clean(name ?? '')
          .trim()
          .slice(0, 200)
          .toWellFormed(),
      },
    ]
  })
}

/** Values of one header; none when it is missing. */
export const headerValues = ({ headers }: Mail, name: string): readonly string[] => headers.get(name) ?? []

const clean = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()
