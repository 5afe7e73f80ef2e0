import type { MailComposerOptions } from 'nodemailer/lib/mail-composer'
import { z } from 'zod'
import type { ChannelDeps, SendOptions } from '../adapter.ts'
import { escapeHtml } from '../markup.ts'
import type { EmailConfig } from './config.ts'
import { ourMessageId } from './message-id.ts'
import { plainSubject } from './parse.ts'
import { type EmailPayload, NAME } from './render.ts'

/** What the newest mail of the thread left to answer to. A thread that never had one (a message from us first) has none. */
const addressSchema = z.object({
  messageId: z.string().optional(),
  references: z.array(z.string()).catch([]),
  subject: z.string().catch(''),
  name: z.string().catch(''),
})

/** What goes along in one mail; the rest is named in the text. Bytes. */
const MAX_FILES_BYTES = 18_000_000

/** The whole mail, as the composer of nodemailer takes it: text and HTML, headers of an automatic answer, files. */
export async function composeLetter(
  payload: EmailPayload,
  { threadKey, address, idempotencyKey }: Pick<SendOptions, 'threadKey' | 'address' | 'idempotencyKey'>,
  { readMedia }: Pick<ChannelDeps, 'readMedia'>,
  { from }: Pick<EmailConfig, 'from'>,
): Promise<MailComposerOptions> {
  const answered = addressSchema.safeParse(address).data ?? { references: [], subject: '', name: '' }
  const { attachments, missing } = await loadFiles(payload, readMedia)
  const { greeting, closing } = payload
  const isNamed = answered.name !== '' && greeting.named.includes(NAME)
  const hello = isNamed ? greeting.named.replace(NAME, answered.name) : greeting.plain
  const subject = plainSubject(answered.subject)
  return {
    from: { name: from.name ?? '', address: from.address },
    to: { name: answered.name, address: threadKey },
    subject: subject === '' ? payload.subject : `Re: ${subject}`,
    messageId: ourMessageId(idempotencyKey, from.address),
    ...(answered.messageId === undefined
      ? {}
      : { inReplyTo: answered.messageId, references: [...answered.references] }),
    headers: {
      'X-Loop': from.address,
      ...(payload.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {}),
    },
    text: `${[hello, payload.text, ...missing, closing].filter(part => part !== '').join('\n\n')}\n`,
    html: page(payload.locale, [
      paragraph(hello),
      payload.html,
      ...missing.map(paragraph),
      ...closing.split(/\n{2,}/).map(paragraph),
    ]),
    attachments,
    // What is attached comes from our own store, never from a path or an address in a message.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

async function loadFiles({ files }: EmailPayload, readMedia: ChannelDeps['readMedia']) {
  const attachments: NonNullable<MailComposerOptions['attachments']> = []
  const missing: string[] = []
  let bytes = 0
  for (const { contentUrl, contentType, name, instead } of files) {
    const file = await readMedia(contentUrl.replace(/^media:/, ''))
    bytes += file?.bytes.byteLength ?? 0
    if (file === undefined || bytes > MAX_FILES_BYTES) {
      missing.push(instead)
      bytes -= file?.bytes.byteLength ?? 0
      continue
    }
    const filename = name ?? file.name ?? false
    attachments.push({
      content: Buffer.from(file.bytes),
      contentType: file.contentType || contentType,
      filename,
    })
  }
  return { attachments, missing: missing.filter(text => text !== '') }
}

const paragraph = (text: string): string =>
  text === '' ? '' : `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`

/** Plain enough for every mail program: no styles but the reader's own. */
function page(locale: string, paragraphs: readonly string[]): string {
  const open = `<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">`
  const body = paragraphs.filter(one => one !== '').join('\n')
  // Programs that drop the html element keep the div.
  return `<!DOCTYPE html>\n${open}\n<body>\n<div dir="${directionOf(locale)}">\n${body}\n</div>\n</body>\n</html>\n`
}

function directionOf(locale: string): 'ltr' | 'rtl' {
  try {
    const known = new Intl.Locale(locale) as Intl.Locale & { getTextInfo?(): { direction?: string } }
    return known.getTextInfo?.().direction === 'rtl' ? 'rtl' : 'ltr'
  } catch {
    return 'ltr'
  }
}
