import type { AddressInfo, Socket } from 'node:net'
import type { Json } from '../../../protocol/json.ts'
import type { FailedCall, TakenMessage } from '../../stand-in.ts'
import type { Faults } from '../../stand-in-faults.ts'
import { optionalPackage } from './optional-package.ts'

/** The shop's account at the provider. */
export const ADDRESS = 'help@shop.example'
export const PASSWORD = 'stand-in'

/** Of one mail; what most providers allow. Bytes. */
const MAX_BYTES = 25_000_000
/** RFC 5321 section 4.5.3.1.6, without the line's end. */
const MAX_LINE_BYTES = 998

type SmtpFault = Error & { responseCode: number }
const smtpFault = (responseCode: number, message: string): SmtpFault =>
  Object.assign(new Error(message), { responseCode })

/** Takes mails from us as a provider does: our account only, our address only, whole and well-formed. A mail whose Message-ID it took before changes nothing. */
export async function openSubmission(
  port: number,
  faults: Faults,
  { onTaken, onFailed }: { onTaken(message: TakenMessage): void; onFailed(failed: FailedCall): void },
): Promise<{ port: number; close(): Promise<void> }> {
  const { SMTPServer } = await optionalPackage('smtp-server', () => import('smtp-server'))
  const seen = new Set<string>()
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  /** Refuses, and tells so. */
  const refuse = (call: string, error: SmtpFault): SmtpFault => {
    onFailed({ call, reason: `${error.responseCode} ${error.message}` })
    return error
  }
  const breakOff = (call: string, how: 'dropped' | 'silent') => {
    onFailed({ call, reason: how === 'silent' ? 'no answer' : 'the connection is cut' })
    if (how === 'dropped') cut()
  }
  const pending = new Map<string, ReturnType<Faults['next']>>()
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    size: MAX_BYTES,
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, session, callback) {
      const fault = faults.next()
      pending.set(session.id, fault)
      const isOurs = auth.username === ADDRESS && auth.password === PASSWORD
      if (fault === 'expiredToken' || !isOurs)
        return callback(refuse('AUTH', smtpFault(535, '5.7.8 Authentication credentials invalid')))
      callback(null, { user: ADDRESS })
    },
    onMailFrom({ address }, session, callback) {
      const fault = pending.get(session.id)
      if (fault === 'dropped') return breakOff('MAIL FROM', 'dropped')
      if (fault === 'timeout') return breakOff('MAIL FROM', 'silent')
      if (fault === 'rateLimited')
        return callback(refuse('MAIL FROM', smtpFault(450, '4.7.28 Too many mails, slow down')))
      if (fault === 'serverError')
        return callback(refuse('MAIL FROM', smtpFault(451, '4.3.0 Try again later')))
      if (address !== ADDRESS)
        return callback(
          refuse('MAIL FROM', smtpFault(553, '5.7.1 Sender address rejected: not owned by user')),
        )
      callback()
    },
    onRcptTo({ address }, session, callback) {
      if (pending.get(session.id) === 'refused' || /^nobody@/.test(address)) {
        return callback(refuse('RCPT TO', smtpFault(550, '5.1.1 No such user here')))
      }
      callback()
    },
    async onData(stream, session, callback) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const source = Buffer.concat(chunks)
      const fault = pending.get(session.id)
      const to = session.envelope.rcptTo[0]?.address ?? ''
      const wrong = stream.sizeExceeded ? smtpFault(552, '5.3.4 Message too big') : faultOf(source)
      if (wrong) return callback(refuse('DATA', wrong))
      const message = await readTaken(source, to)
      if (!seen.has(message.id)) {
        seen.add(message.id)
        onTaken(message)
      }
      if (fault === 'droppedAfter') return breakOff('DATA', 'dropped')
      if (fault === 'timeoutAfter') return breakOff('DATA', 'silent')
      callback()
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        cut()
      }),
  }
}

/** What a provider sends back: RFC 5322 section 3.6 (fields that must be there, once), RFC 5321 (lines). */
function faultOf(source: Buffer): SmtpFault | undefined {
  const head = source.toString('latin1').split(/\r\n\r\n/, 1)[0] ?? ''
  for (const name of ['From', 'To', 'Date', 'Message-ID', 'MIME-Version']) {
    const times = [...head.matchAll(new RegExp(`^${name}:`, 'gim'))].length
    if (times !== 1) return smtpFault(550, `5.6.0 ${times} ${name} fields`)
  }
  const isLong = source
    .toString('latin1')
    .split('\r\n')
    .some(line => line.length > MAX_LINE_BYTES)
  return isLong ? smtpFault(550, '5.6.0 A line is too long') : undefined
}

async function readTaken(source: Buffer, to: string): Promise<TakenMessage> {
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(source, { skipImageLinks: true, skipTextToHtml: true })
  const text = mail.text ?? ''
  return {
    id: mail.messageId ?? '',
    to,
    kind: 'mail',
    text,
    options: [...text.matchAll(/^\d{1,2}\. (.+)$/gm)].map(match => match[1] as string),
    at: Date.now(),
    body: {
      subject: mail.subject ?? '',
      inReplyTo: mail.inReplyTo ?? null,
      references: [mail.references ?? []].flat(),
      html: mail.html === false ? '' : mail.html,
      headers: Object.fromEntries(
        mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
      ),
      attachments: mail.attachments.map(({ contentType, filename = null, size }) => ({
        contentType,
        filename,
        size,
      })),
    } as Json,
  }
}
