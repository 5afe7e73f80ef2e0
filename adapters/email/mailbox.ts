import { setTimeout as pause } from 'node:timers/promises'
import type { FetchMessageObject, ImapFlow } from 'imapflow'
import { z } from 'zod'
import { isoTime } from '../../protocol/clock.ts'
import { StoreError } from '../../protocol/errors.ts'
import type { AccessTokens } from '../access-tokens.ts'
import type { ChannelDeps } from '../adapter.ts'
import type { EmailConfig } from './config.ts'
import type { MailReader } from './mail-reader.ts'
import { takeMail } from './take-mail.ts'

/** How far a mailbox was read. UIDs only mean something under their UIDVALIDITY. */
const cursorSchema = z.object({ uidValidity: z.string(), uid: z.number().int().min(0) })
type Cursor = z.infer<typeof cursorSchema>

/** Larger mails are kept as an event: no provider takes more than about 35 MB, and a mail is held in memory more than once. Bytes. */
const MAX_MAIL_BYTES = 36_700_160
/** A mail that was read is known to the store for at least seven days; older ones are not read again when a mailbox was numbered anew. */
const RESCAN_MS = 6 * 86_400_000
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 300_000
/** A mail whose fetching broke the connection so often, or that the database refused so often, is let be, as an event: it must not keep those behind it. */
const MAX_FETCHES = 5
/** Of one wait for an answer of the server, and of the farewell. */
const SOCKET_TIMEOUT_MS = 120_000
const LOGOUT_MS = 2_000

/** Reads a mailbox until `signal` is aborted: pushed by IDLE, looked at every `pollMs` besides, connected anew after every fault. Never rejects. */
export async function readMailbox(
  reader: Omit<Reader, 'fetches' | 'refusals'>,
  signal: AbortSignal,
): Promise<void> {
  const { deps, tokens } = reader
  const fetches = new Map<number, number>()
  const refusals = new Map<number, number>()
  for (let failures = 0; !signal.aborted; ) {
    try {
      await openSession({ ...reader, fetches, refusals }, signal, () => {
        failures = 0
      })
      failures++
    } catch (error) {
      if (signal.aborted) return
      failures++
      tell(error, deps, tokens)
    }
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10))
    await pause(waitMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {})
  }
}

function tell(error: unknown, deps: ChannelDeps, tokens: AccessTokens | undefined): void {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: boolean }
  const fields = { channel: 'email', code: typeof code === 'string' ? code : undefined }
  if (authenticationFailed) {
    tokens?.forget()
    deps.log.error(fields, 'the mailbox refuses our account: check IMAP_URL (or the EMAIL_OAUTH settings)')
  } else if (error instanceof StoreError)
    deps.log.warn(fields, 'a mail could not be stored; it is read again')
  else deps.log.warn(fields, 'the mailbox was lost; it is opened again')
}

interface Reader {
  config: EmailConfig
  deps: ChannelDeps
  tokens: AccessTokens | undefined
  mails: MailReader
  /** By UID: how often fetching it was begun and not ended, and how often the database refused it. */
  fetches: Map<number, number>
  refusals: Map<number, number>
}

/** One connection, from its greeting to its end: a client of imapflow serves once. */
async function openSession(reader: Reader, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const { ImapFlow } = await import('imapflow')
  const { config, deps, tokens } = reader
  const { imap } = config
  const accessToken = await tokens?.get(signal)
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.secure,
    // Outside this machine no password goes over an open wire: without STARTTLS the connection fails.
    ...(imap.secure ? {} : { doSTARTTLS: !imap.loopback }),
    auth: {
      user: imap.user ?? '',
      ...(accessToken === undefined ? { pass: imap.pass ?? '' } : { accessToken }),
    },
    logger: false,
    autoIdleDelay: 50,
    maxIdleTime: 300_000,
    socketTimeout: Math.max(SOCKET_TIMEOUT_MS, config.pollMs * 2),
    connectionTimeout: 30_000,
    maxLiteralSize: MAX_MAIL_BYTES + 65_536,
    maxResponseSize: MAX_MAIL_BYTES * 2,
  })
  const bell = createBell(client, signal)
  try {
    await client.connect()
    await client.mailboxOpen(imap.mailbox)
    onOpen()
    deps.log.info({ channel: 'email' }, 'the mailbox is open')
    while (!bell.ended()) {
      await sweep(client, reader, () => bell.ended())
      await bell.rung(config.pollMs)
    }
  } finally {
    bell.close()
    await Promise.race([client.logout().catch(() => {}), pause(LOGOUT_MS, undefined, { ref: false })])
    client.close()
  }
}

/** Rings when new mail is told of, when the connection ends, and when we are to end. */
function createBell(client: ImapFlow, signal: AbortSignal) {
  let ended = signal.aborted
  let pending = false
  let wake = () => {}
  const ring = () => {
    pending = true
    wake()
  }
  const end = () => {
    ended = true
    wake()
  }
  client.on('exists', ring)
  client.on('close', end)
  // Without a listener an error of the socket would end the process; the close that follows tells enough.
  client.on('error', end)
  signal.addEventListener('abort', end, { once: true })
  return {
    ended: () => ended,
    async rung(afterMs: number): Promise<void> {
      if (!pending && !ended) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, afterMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      pending = false
    },
    close: () => signal.removeEventListener('abort', end),
  }
}

type Found = Pick<FetchMessageObject, 'uid' | 'size' | 'internalDate' | 'envelope'>

/** Reads what came since the cursor, oldest first; the cursor moves after each, so that a fault in the middle repeats at most one. */
async function sweep(client: ImapFlow, reader: Reader, ended: () => boolean): Promise<void> {
  const { config, deps } = reader
  const { mailbox } = client
  if (mailbox === false) return
  const uidValidity = String(mailbox.uidValidity)
  const key = `cursor:${config.imap.user}@${config.imap.host}/${config.imap.mailbox}`
  const known = await readCursor(deps, key)
  const save = (uid: number) => deps.memory.set(key, JSON.stringify({ uidValidity, uid } satisfies Cursor))
  if (known === undefined) {
    // The first time: old mail was answered by people, or never will be.
    await save(Math.max(0, mailbox.uidNext - 1))
    return
  }
  const isSame = known.uidValidity === uidValidity
  if (!isSame)
    deps.log.warn(
      { channel: 'email' },
      'the mailbox was numbered anew: the mails of the last days are looked through',
    )
  // Read before: the client counts it on, and what comes after the listing is not in it.
  const { uidNext } = mailbox
  const found = isSame ? await listFrom(client, known.uid + 1) : await listRecent(client, deps.clock())
  for (const one of found) {
    if (ended()) return
    await takeOne(client, one, reader, uidValidity)
    if (isSame) await save(one.uid)
  }
  if (!isSame) await save(Math.max(uidNext - 1, ...found.map(({ uid }) => uid), 0))
}

async function readCursor(deps: ChannelDeps, key: string): Promise<Cursor | undefined> {
  try {
    return cursorSchema.parse(JSON.parse((await deps.memory.get(key)) ?? 'null'))
  } catch (error) {
    if (error instanceof StoreError) throw error
    return undefined
  }
}

const SUMMARY = { uid: true, size: true, internalDate: true, envelope: true } as const

/** `n:*` always holds the newest message, also one below n. */
async function listFrom(client: ImapFlow, uid: number): Promise<Found[]> {
  const all = await client.fetchAll(`${uid}:*`, SUMMARY, { uid: true })
  return all.filter(one => one.uid >= uid).sort((a, b) => a.uid - b.uid)
}

async function listRecent(client: ImapFlow, nowMs: number): Promise<Found[]> {
  const since = new Date(nowMs - RESCAN_MS)
  const uids = await client.search({ since }, { uid: true })
  if (uids === false || uids === undefined || uids.length === 0) return []
  const all = await client.fetchAll(uids.join(','), SUMMARY, { uid: true })
  // A move to another server may make old mails arrive today: their own date tells.
  return all.filter(({ envelope }) => !isBefore(envelope?.date, since)).sort((a, b) => a.uid - b.uid)
}

const isBefore = (date: Date | string | undefined, since: Date): boolean =>
  date !== undefined && new Date(date).getTime() < since.getTime()

async function takeOne(
  client: ImapFlow,
  { uid, size, internalDate, envelope }: Found,
  reader: Reader,
  uidValidity: string,
): Promise<void> {
  const { refusals } = reader
  const isLeft = (size ?? 0) > MAX_MAIL_BYTES || (refusals.get(uid) ?? 0) >= MAX_FETCHES
  const fetched = isLeft ? 'not read' : await fetchSource(client, uid, reader)
  if (fetched === 'gone') return
  const arrived = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime()
  const sender = envelope?.from?.[0]?.address?.toLowerCase().slice(0, 254)
  await takeMail(
    {
      ...(fetched === 'not read' ? {} : { source: fetched }),
      id: envelope?.messageId?.slice(0, 250) || `${uidValidity}:${uid}`,
      ...(sender ? { sender } : {}),
      arrivedAt: isoTime(Number.isNaN(arrived) ? reader.deps.clock() : arrived),
    },
    { ...reader.deps, readMail: reader.mails.read },
    reader.config,
  ).catch(error => {
    // It is there, and does not take this mail.
    const isRefused = error instanceof StoreError && error.code === 'store.failed'
    if (isRefused) refusals.set(uid, (refusals.get(uid) ?? 0) + 1)
    throw error
  })
  refusals.delete(uid)
  // Only for people who look into the mailbox: the cursor is what we go by.
  await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
}

/** `gone`: somebody deleted it meanwhile. */
async function fetchSource(
  client: ImapFlow,
  uid: number,
  { fetches }: Reader,
): Promise<Uint8Array | 'gone' | 'not read'> {
  const times = fetches.get(uid) ?? 0
  fetches.set(uid, times + 1)
  if (times >= MAX_FETCHES) return 'not read'
  const fetched = await client.fetchOne(String(uid), { source: true }, { uid: true })
  fetches.delete(uid)
  return fetched === false ? 'gone' : (fetched?.source ?? 'gone')
}
