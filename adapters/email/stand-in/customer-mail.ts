import type { TakenMessage } from '../../stand-in.ts'

interface Writing {
  customer: string
  text: string
  name: string | undefined
  /** Our newest mail to them: they press "reply" under it. */
  answered: TakenMessage | undefined
  number: number
  to: string
}

/** A mail as a customer's program writes it: a reply quotes what it answers, and bears its marks. */
export async function customerMail({
  customer,
  text,
  name,
  answered,
  number,
  to,
}: Writing): Promise<Uint8Array> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const date = new Date()
  const body =
    answered === undefined ? undefined : (answered.body as { subject: string; references: string[] })
  const quoted =
    answered === undefined ? '' : `\n\n${attribution(date, to)}\n\n${answered.text.replaceAll(/^/gm, '> ')}\n`
  const mail = new MailComposer({
    from: { name: name ?? '', address: customer },
    to,
    date,
    messageId: `<q${number}.${date.getTime()}@${customer.split('@')[1] ?? 'mail.example'}>`,
    // Nobody's subject says more than the mail: what it says is read too.
    subject:
      body === undefined ? text.split('\n')[0]?.slice(0, 60) : `Re: ${body.subject.replace(/^Re: /, '')}`,
    text: `${text}${quoted}`,
    ...(answered === undefined
      ? {}
      : { inReplyTo: answered.id, references: [...(body?.references ?? []), answered.id] }),
  })
  const source = await mail.compile().build()
  const domain = customer.split('@')[1] ?? ''
  const proof = `Authentication-Results: mx.stand-in.example; dmarc=pass header.from=${domain}\r\n`
  return Buffer.concat([Buffer.from(proof), source])
}

const attribution = (date: Date, from: string): string =>
  `On ${date.toUTCString().slice(0, 16)} at ${date.toISOString().slice(11, 16)} Casa Lumen <${from}> wrote:`
