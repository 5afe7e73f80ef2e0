import { isIP } from 'node:net'
import addressparser from 'nodemailer/lib/addressparser'
import { z } from 'zod'

/** A mail server and how to prove ourselves to it. */
export interface MailServer {
  host: string
  port: number
  /** TLS from the first byte; otherwise it is begun by STARTTLS, except on this machine. */
  secure: boolean
  /** On this machine (a stand-in, a relay) a connection may go without TLS. */
  loopback: boolean
  user?: string
  pass?: string
}

/** How access tokens are got where the provider takes no passwords (Gmail, Microsoft 365). */
export interface OAuthConfig {
  tokenUrl: string
  clientId: string
  clientSecret?: string
  /** Without it the client proves itself alone (`client_credentials`). */
  refreshToken?: string
  scope?: string
}

export interface EmailConfig {
  imap: MailServer & { mailbox: string }
  smtp: MailServer
  /** Who our mails are from; customers read the name. */
  from: { address: string; name?: string }
  /** Addresses that are ours, in lower case: mail from them is never answered. */
  own: readonly string[]
  /** The name under which our own server writes `Authentication-Results`; undefined: nothing is known of senders. */
  authservId?: string
  /** Automatic answers to one address within an hour; beyond that it is a loop. */
  repliesPerHour: number
  /** How often we look although the server said nothing. */
  pollMs: number
  oauth?: OAuthConfig
}

const blankIsMissing = (value: unknown) => (value === '' ? undefined : value)
const optionalText = z.preprocess(blankIsMissing, z.string().optional())
const wholeNumber = (from: number, to: number, otherwise: string) =>
  z.preprocess(
    value => (value === '' || value === undefined ? otherwise : value),
    z
      .string()
      .regex(/^\d{1,6}$/, `expected a whole number from ${from} to ${to}`)
      .transform(Number)
      .refine(number => number >= from && number <= to, `expected a whole number from ${from} to ${to}`),
  )

/** The settings by their names; the first three switch the channel on. */
const settings = z.object({
  IMAP_URL: optionalText,
  SMTP_URL: optionalText,
  EMAIL_FROM: optionalText,
  EMAIL_AUTHSERV_ID: optionalText,
  EMAIL_REPLIES_PER_HOUR: wholeNumber(1, 1000, '20'),
  EMAIL_POLL_SECONDS: wholeNumber(1, 3600, '60'),
  EMAIL_OAUTH_TOKEN_URL: optionalText,
  EMAIL_OAUTH_CLIENT_ID: optionalText,
  EMAIL_OAUTH_CLIENT_SECRET: optionalText,
  EMAIL_OAUTH_REFRESH_TOKEN: optionalText,
  EMAIL_OAUTH_SCOPE: optionalText,
})
type Settings = z.output<typeof settings>
type Fault = (name: keyof Settings, message: string) => undefined

const SWITCHES = ['IMAP_URL', 'SMTP_URL', 'EMAIL_FROM'] as const

/** Reads the settings of e-mail. Values are not repeated in faults: an address may hold a password. */
export const emailConfig: z.ZodType<EmailConfig | undefined> = settings.transform((given, context) => {
  if (SWITCHES.every(name => given[name] === undefined)) return undefined
  let faults = 0
  const fault: Fault = (name, message) => {
    context.addIssue({ code: 'custom', path: [name], message })
    faults++
  }
  for (const name of SWITCHES) {
    if (given[name] === undefined) fault(name, 'expected, since other settings of e-mail are there')
  }
  const oauth = readOAuth(given, fault)
  const imap = given.IMAP_URL === undefined ? undefined : readImap(given.IMAP_URL, oauth !== undefined, fault)
  const smtp = given.SMTP_URL === undefined ? undefined : readSmtp(given.SMTP_URL, oauth !== undefined, fault)
  const from = given.EMAIL_FROM === undefined ? undefined : readFrom(given.EMAIL_FROM, fault)
  if (faults > 0 || !imap || !smtp || !from) return z.NEVER
  const own = [from.address, imap.user, smtp.user].flatMap(one =>
    one?.includes('@') ? [one.toLowerCase()] : [],
  )
  return {
    imap,
    smtp,
    from,
    own: [...new Set(own)],
    repliesPerHour: given.EMAIL_REPLIES_PER_HOUR,
    pollMs: given.EMAIL_POLL_SECONDS * 1000,
    ...(given.EMAIL_AUTHSERV_ID === undefined ? {} : { authservId: given.EMAIL_AUTHSERV_ID.toLowerCase() }),
    ...(oauth === undefined ? {} : { oauth }),
  }
})

const IMAP = 'expected imaps://user:password@host:993/INBOX (imap:// begins TLS by STARTTLS)'
const SMTP =
  'expected smtps://user:password@host:465, or smtp://user:password@host:587, which begins TLS by STARTTLS'

function readImap(text: string, withTokens: boolean, fault: Fault): EmailConfig['imap'] | undefined {
  const server = readServer(text, ['imaps:', 'imap:'], { 'imaps:': 993, 'imap:': 143 })
  if (server?.user === undefined || (server.pass === undefined && !withTokens)) return fault('IMAP_URL', IMAP)
  const mailbox = decode(new URL(text).pathname.slice(1))
  return { ...server, mailbox: mailbox || 'INBOX' }
}

function readSmtp(text: string, withTokens: boolean, fault: Fault): MailServer | undefined {
  const server = readServer(text, ['smtps:', 'smtp:'], { 'smtps:': 465, 'smtp:': 587 })
  const half = server !== undefined && server.user !== undefined && server.pass === undefined && !withTokens
  return server === undefined || half ? fault('SMTP_URL', SMTP) : server
}

function readServer(
  text: string,
  protocols: readonly string[],
  ports: Record<string, number>,
): MailServer | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') return undefined
  const user = decode(url.username)
  const pass = decode(url.password)
  if (user === undefined || pass === undefined) return undefined
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: url.port === '' ? (ports[url.protocol] as number) : Number(url.port),
    secure: url.protocol === protocols[0],
    loopback: isLoopback(host),
    ...(user === '' ? {} : { user }),
    ...(pass === '' ? {} : { pass }),
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && /^(127\.|::1$)/.test(host))

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function readFrom(text: string, fault: Fault): EmailConfig['from'] | undefined {
  const [first, ...more] = addressparser(text, { flatten: true })
  if (more.length > 0 || !/^[^\s@<>]+@[^\s@<>]+$/.test(first?.address ?? '')) {
    return fault('EMAIL_FROM', 'expected one address, as Casa Lumen <help@shop.example>')
  }
  const { address = '', name = '' } = first ?? {}
  return { address, ...(name === '' ? {} : { name }) }
}

function readOAuth(given: Settings, fault: Fault): OAuthConfig | undefined {
  const { EMAIL_OAUTH_TOKEN_URL: tokenUrl, EMAIL_OAUTH_CLIENT_ID: clientId } = given
  if (tokenUrl === undefined && clientId === undefined) return undefined
  if (tokenUrl === undefined || !URL.canParse(tokenUrl) || !/^https:/.test(tokenUrl)) {
    return fault('EMAIL_OAUTH_TOKEN_URL', 'expected the address where tokens are given, with https')
  }
  if (clientId === undefined) return fault('EMAIL_OAUTH_CLIENT_ID', 'expected with EMAIL_OAUTH_TOKEN_URL')
  const { EMAIL_OAUTH_CLIENT_SECRET: clientSecret, EMAIL_OAUTH_REFRESH_TOKEN: refreshToken } = given
  if (clientSecret === undefined && refreshToken === undefined) {
    return fault('EMAIL_OAUTH_REFRESH_TOKEN', 'expected, or EMAIL_OAUTH_CLIENT_SECRET, or both')
  }
  return {
    tokenUrl,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(given.EMAIL_OAUTH_SCOPE === undefined ? {} : { scope: given.EMAIL_OAUTH_SCOPE }),
  }
}
