import { type DirectLine, DirectLineFault } from './direct-line.ts'
import { backOffMs, type Environment, pause } from './environment.ts'
import type { Session } from './session.ts'
import { type Frame, type Grant, readFrame, type WireActivity } from './wire.ts'

/** `live`: what is said now arrives now (by socket or by polling). */
export type Connection = 'connecting' | 'live' | 'lost'

/** Where the stream's news go. */
export interface StreamEvents {
  onActivities(activities: readonly WireActivity[]): void
  onConnection(connection: Connection): void
  /** The stream now belongs to another conversation than before. */
  onConversation(conversationId: string): void
}

/** What comes from the server, for as long as the page lives. */
export interface Stream {
  /** Something hints that the network is back or the socket dead: drop it and connect now. */
  restart(): void
  close(): void
}

/** An open socket that says nothing to our keep-alives can't be told from a dead one, so we only send them. */
const KEEP_ALIVE_MS = 20_000
/** A socket that never opens is behind a proxy that swallows it. */
const OPEN_MS = 10_000
const SOCKET_TRIES = 2
const POLL_MS = 1_500
const POLL_HIDDEN_MS = 10_000
/** Open for so long, a socket counts as sound, and the next loss starts with a short wait again. */
const STEADY_MS = 5_000
/** How long to poll before the socket gets another chance. */
const POLLING_SPELL_MS = 120_000

interface Parts {
  api: DirectLine
  session: Session
  env: Environment
  events: StreamEvents
  /** A page that nobody sees polls slowly. */
  hidden(): boolean
}

/** Starts at once and reconnects by itself; WebSocket first, polling where that can't be. */
export function openStream({ api, session, env, events, hidden }: Parts): Stream {
  let closed = false
  let wake = new AbortController()
  let watermark = ''
  let conversationId: string | undefined
  let failures = 0
  let socketFailures = 0
  /** The URL in the answer to a start is good for one use; later ones are asked for with our watermark. */
  let usedUrl: string | undefined

  function receive(frame: Frame | undefined) {
    if (!frame) return
    if (frame.watermark !== undefined) watermark = frame.watermark
    if (frame.activities.length > 0) events.onActivities(frame.activities)
  }

  function settle(grant: Grant) {
    if (grant.conversationId === conversationId) return
    conversationId = grant.conversationId
    watermark = ''
    events.onConversation(grant.conversationId)
  }

  async function streamUrl(grant: Grant): Promise<string> {
    const fresh = grant.streamUrl
    const url =
      fresh !== undefined && fresh !== usedUrl && watermark === ''
        ? fresh
        : (await api.reconnect(grant, watermark)).streamUrl
    if (url === undefined) throw new DirectLineFault('busy')
    usedUrl = url
    return url
  }

  /** Resolves when the socket is gone, with how long it was open; 0: it never was. */
  function runSocket(url: string, signal: AbortSignal): Promise<number> {
    return new Promise(resolve => {
      let socket: WebSocket
      try {
        socket = env.openSocket(url)
      } catch {
        return resolve(0)
      }
      let openedAt: number | undefined
      const openTimer = setTimeout(finish, OPEN_MS)
      const keepAlive = setInterval(() => socket.readyState === 1 && socket.send(''), KEEP_ALIVE_MS)
      function finish() {
        clearTimeout(openTimer)
        clearInterval(keepAlive)
        signal.removeEventListener('abort', finish)
        socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
        socket.close()
        resolve(openedAt === undefined ? 0 : Math.max(1, env.now() - openedAt))
      }
      signal.addEventListener('abort', finish)
      socket.onopen = () => {
        openedAt = env.now()
        clearTimeout(openTimer)
        events.onConnection('live')
      }
      socket.onmessage = event => receive(readFrame(event.data))
      socket.onclose = finish
      socket.onerror = finish
    })
  }

  async function runPolling(grant: Grant, signal: AbortSignal): Promise<void> {
    const until = env.now() + POLLING_SPELL_MS
    while (!signal.aborted && env.now() < until) {
      receive(await api.poll({ ...grant, token: session.current()?.token ?? grant.token }, watermark))
      failures = 0
      events.onConnection('live')
      await pause(hidden() ? POLL_HIDDEN_MS : POLL_MS, signal)
    }
    socketFailures = SOCKET_TRIES - 1
  }

  async function connectOnce(signal: AbortSignal): Promise<void> {
    const grant = await session.ensure()
    settle(grant)
    if (socketFailures >= SOCKET_TRIES) return runPolling(grant, signal)
    const url = await streamUrl(grant)
    if (signal.aborted) return
    const openMs = await runSocket(url, signal)
    if (openMs >= STEADY_MS) failures = 0
    // A restart that was asked for says nothing of the socket's worth.
    if (openMs > 0) socketFailures = 0
    else if (!signal.aborted) socketFailures += 1
  }

  /** True when the fault is mended, so that nothing need be told to the customer. */
  async function mend(error: unknown): Promise<boolean> {
    const token = session.current()?.token
    if (!(error instanceof DirectLineFault) || token === undefined) return false
    try {
      if (error.code === 'expired') await session.renew(token)
      else if (error.code === 'gone') await session.startAnew()
      else return false
      return true
    } catch {
      // Met again by the next try, which then waits longer.
      return false
    }
  }

  async function run() {
    while (!closed) {
      wake = new AbortController()
      const { signal } = wake
      let retryAfterMs = 0
      let connection: Connection = 'connecting'
      try {
        await connectOnce(signal)
      } catch (error) {
        if (error instanceof DirectLineFault) retryAfterMs = error.retryAfterMs ?? 0
        if (!(await mend(error))) connection = 'lost'
      }
      if (closed) return
      failures += 1
      events.onConnection(connection)
      if (!signal.aborted) await pause(Math.max(retryAfterMs, backOffMs(failures, env.random)), signal)
    }
  }

  events.onConnection('connecting')
  void run()
  return {
    restart: () => wake.abort(),
    close() {
      closed = true
      wake.abort()
    },
  }
}
