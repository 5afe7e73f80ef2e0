import { Readable } from 'node:stream'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { MailServer } from './config.ts'

/** How far a submission came: what its failure means depends on it. */
interface Progress {
  phase: 'connecting' | 'logging in' | 'sending'
  /** The mail's own bytes began to go out: from here on a silence is a doubt. */
  began: boolean
}

export interface Submission {
  from: string
  to: string
  message: Uint8Array
  /** In place of a password. */
  accessToken?: string
  signal: AbortSignal
}

const CONNECT_MS = 8_000
/** A server that asks to slow down names no time. */
const SLOW_DOWN_MS = 60_000

/**
 * Hands one mail to our mail server, on a connection of its own; resolves after the server took it.
 * @throws Refused (5xx of this mail), RateLimited, Unreachable (4xx, or nothing sent; `blame: 'config'` when our account or sender is refused), OutcomeUnknown
 */
export async function submit(server: MailServer, submission: Submission): Promise<void> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection')
  const { from, to, message, accessToken, signal } = submission
  const progress: Progress = { phase: 'connecting', began: false }
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && !server.loopback,
    ignoreTLS: !server.secure && server.loopback,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    logger: false,
  })
  const body = Readable.from(bytesOf(message, progress))
  const auth = await authOf(server, accessToken)
  try {
    await new Promise<void>((resolve, reject) => {
      const end = () => reject(new Error('the connection ended'))
      connection.once('error', reject)
      connection.once('end', end)
      if (signal.aborted) return end()
      signal.addEventListener('abort', end, { once: true })
      const send = () => {
        progress.phase = 'sending'
        connection.send({ from, to: [to], size: message.byteLength }, body, error =>
          error ? reject(error) : resolve(),
        )
      }
      connection.connect(fault => {
        if (fault) return reject(fault)
        if (auth === undefined || !connection.allowsAuth) return send()
        progress.phase = 'logging in'
        connection.login(auth, error => (error ? reject(error) : send()))
      })
    })
    connection.quit()
  } catch (error) {
    connection.close()
    throw submitError(error, progress)
  } finally {
    // After the answer the socket may still complain; nobody is there to hear it.
    connection.on('error', () => {})
    body.destroy()
  }
}

/** Pulled only after the server said "go on". */
async function* bytesOf(message: Uint8Array, progress: Progress): AsyncGenerator<Uint8Array> {
  progress.began = true
  yield message
}

async function authOf({ user, pass }: MailServer, accessToken: string | undefined) {
  if (user === undefined) return undefined
  if (accessToken === undefined) return { credentials: { user, pass: pass ?? '' } }
  const { default: XOAuth2 } = await import('nodemailer/lib/xoauth2')
  return { type: 'OAUTH2', user, method: 'XOAUTH2', oauth2: new XOAuth2({ user, accessToken }) }
}

/** Servers that say no to us for now, not to the mail. */
const SLOW_DOWN =
  /\b(?:rate|too many|too much|throttl|slow down|limit exceeded|exceeded .*limit|4\.7\.28|4\.3\.2)\b/i

/** The server's words are left out of our sentence: they repeat the customer's address. */
function submitError(error: unknown, { phase, began }: Progress): Error {
  const { responseCode, response, code, command } = error as Record<string, unknown>
  const options = { cause: error }
  if (code === 'ETLS') return config('email: no TLS with the mail server; check SMTP_URL', options)
  if (typeof responseCode !== 'number' || responseCode < 400) {
    return began
      ? new OutcomeUnknown('email: the connection ended before the mail server answered', options)
      : new Unreachable(`email: the mail server was not reached (${code ?? 'the connection ended'})`, options)
  }
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(String(response))?.[0]
  const said = `(${responseCode}${status === undefined ? '' : ` ${status}`})`
  const isAccount = phase === 'logging in' || [530, 534, 535, 538].includes(responseCode)
  if (responseCode < 500) {
    if (SLOW_DOWN.test(String(response)) || responseCode === 421) {
      return new RateLimited(`email: the mail server asks to slow down ${said}`, SLOW_DOWN_MS, options)
    }
    return new Unreachable(`email: the mail server can't take it now ${said}`, options)
  }
  if (isAccount) return config(`email: the mail server refuses our account ${said}; check SMTP_URL`, options)
  if (phase === 'connecting')
    return new Unreachable(`email: the mail server refuses to serve ${said}`, options)
  if (command === 'MAIL FROM' && responseCode !== 552) {
    return config(`email: the mail server refuses to send for us ${said}; check EMAIL_FROM`, options)
  }
  return new Refused(`email: the mail server refused it ${said}`, options)
}

const config = (message: string, options: ErrorOptions) =>
  new Unreachable(message, { ...options, blame: 'config' })
