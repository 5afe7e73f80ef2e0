import { WebSocket } from 'ws'
import type { Activity } from '../../protocol/activity.ts'
import type { Log } from '../../protocol/log.ts'
import type { WebchatLog } from './deps.ts'
import { presentEntry, presentLive } from './watermark.ts'

/** Activities a frame. */
const PAGE = 100
/** Sockets a conversation: Microsoft's client opens parallel ones itself; more than these are an attack or a leak. */
const MAX_SOCKETS = 16
/** Frames of typing that may wait for a slow socket; more are dropped, typing being stale by then. */
const MAX_WAITING = 50

/** The open sockets of this process, by conversation. */
export interface Streams {
  /** Sends everything after `watermark` at once, then whatever the log grows by. */
  attach(key: string, socket: WebSocket, watermark: number): void
  /** To the open sockets only, behind what the log held before; resolves to the activity's id, which no log knows. */
  pushLive(key: string, activity: Activity): string
  /** Open sockets, for metrics and tests. */
  count(): number
  /** Ends all sockets with 1001, so that clients come back to another process. */
  close(): Promise<void>
}

interface Connection {
  key: string
  socket: WebSocket
  /** Seq of the last entry sent. */
  sent: number
  /** What waits to be sent, in order. */
  tail: Promise<void>
  waiting: number
  drainQueued: boolean
  alive: boolean
  /** Seq of the last words of a person that were sent, and of those that the page is known to have had. */
  person: number
  had: number
}

/**
 * Each socket reads the log by its own watermark, so it does not matter which process wrote, how often a wake comes, or whether one got lost:
 * every `heartbeatMs` all sockets look by themselves, and those that did not answer the ping before are ended.
 */
export function createStreams(options: {
  webchat: { log: WebchatLog; onGrown(listener: (keys: readonly string[]) => void): () => void }
  log: Log
  heartbeatMs?: number
}): Streams {
  const { webchat, log, heartbeatMs = 20_000 } = options
  const byKey = new Map<string, Set<Connection>>()
  let live = 0
  let closed = false

  const endListening = webchat.onGrown(keys => {
    for (const key of keys) for (const connection of byKey.get(key) ?? []) drain(connection)
  })
  const heartbeat = setInterval(() => {
    for (const connection of all(byKey)) checkAlive(connection)
  }, heartbeatMs)
  heartbeat.unref()

  function checkAlive(connection: Connection): void {
    if (!connection.alive) {
      connection.socket.terminate()
      return
    }
    connection.alive = false
    connection.socket.ping()
    drain(connection)
  }

  function enqueue(connection: Connection, work: () => Promise<void>): void {
    connection.waiting++
    connection.tail = connection.tail
      .then(work)
      .catch(error => {
        if (connection.socket.readyState !== WebSocket.OPEN) return
        // The client comes back with its watermark, to this process or another one.
        log.warn({ err: error }, 'web chat: a stream broke off')
        connection.socket.close(1011)
      })
      .finally(() => connection.waiting--)
  }

  /** Sends what the log has beyond the connection's watermark; a drain that waits already will see it too. */
  function drain(connection: Connection): void {
    if (connection.drainQueued) return
    connection.drainQueued = true
    enqueue(connection, async () => {
      connection.drainQueued = false
      await sendNew(connection, webchat.log)
    })
  }

  return {
    attach(key, socket, watermark) {
      if (closed) {
        socket.close(1001)
        return
      }
      const connections = byKey.get(key) ?? new Set()
      byKey.set(key, connections)
      if (connections.size >= MAX_SOCKETS) oldest(connections).socket.close(1008, 'too many sockets')
      const connection: Connection = {
        key,
        socket,
        sent: watermark,
        tail: Promise.resolve(),
        waiting: 0,
        drainQueued: false,
        alive: true,
        person: 0,
        had: 0,
      }
      connections.add(connection)
      const alive = () => {
        connection.alive = true
      }
      // Clients send empty frames to keep the line open; nothing else is read from them.
      socket.on('message', alive).on('pong', () => {
        connection.alive = true
        if (connection.person <= connection.had) return
        connection.had = connection.person
        webchat.log
          .reached(key, connection.had)
          .catch(error => log.warn({ err: error }, 'web chat: what a page has had was not kept'))
      })
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        connections.delete(connection)
        if (connections.size === 0 && byKey.get(key) === connections) byKey.delete(key)
      })
      drain(connection)
    },
    pushLive(key, activity) {
      const id = `${key}|live-${++live}`
      const frame = JSON.stringify({ activities: [presentLive(key, activity, id)] })
      for (const connection of byKey.get(key) ?? []) {
        if (connection.waiting >= MAX_WAITING) continue
        // Typing that overtook the message before it would be wiped out by that message.
        drain(connection)
        enqueue(connection, () => write(connection.socket, frame))
      }
      return id
    },
    count: () => [...all(byKey)].length,
    async close() {
      closed = true
      endListening()
      clearInterval(heartbeat)
      const connections = [...all(byKey)]
      for (const { socket } of connections) socket.close(1001, 'the server goes away')
      await Promise.all(connections.map(ended))
    },
  }
}

function* all(byKey: Map<string, Set<Connection>>): Iterable<Connection> {
  for (const connections of byKey.values()) yield* connections
}

const oldest = (connections: Set<Connection>): Connection => {
  const [first] = connections
  connections.delete(first as Connection)
  return first as Connection
}

/** What a person at the desk said. */
const isPersons = ({ activity }: { activity: Activity }): boolean =>
  (activity.channelData as { speaker?: unknown } | undefined)?.speaker === 'agent'

async function sendNew(connection: Connection, log: WebchatLog): Promise<void> {
  const { key, socket } = connection
  while (socket.readyState === WebSocket.OPEN) {
    const entries = await log.read(key, connection.sent, PAGE)
    const last = entries.at(-1)
    if (last === undefined) return
    await write(
      socket,
      JSON.stringify({
        activities: entries.map(entry => presentEntry(key, entry)),
        watermark: String(last.seq),
      }),
    )
    connection.sent = last.seq
    if (entries.some(isPersons)) {
      connection.person = last.seq
      // Its pong tells that the page is there: a write to a sleeping phone succeeds too.
      socket.ping()
    }
    if (entries.length < PAGE) return
  }
}

/** Resolves when the frame left for the network, so a slow reader holds back its own frames and no memory fills. */
const write = (socket: WebSocket, frame: string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.readyState !== WebSocket.OPEN) return resolve()
    socket.send(frame, error => (error ? reject(error) : resolve()))
  })

/** Waits for the closing handshake, at most a second. */
const ended = ({ socket }: Connection): Promise<void> =>
  new Promise(resolve => {
    if (socket.readyState === WebSocket.CLOSED) return resolve()
    const timer = setTimeout(() => socket.terminate(), 1000)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
