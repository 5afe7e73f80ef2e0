import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Channel } from '../../../adapters/adapter.ts'
import { createStreams } from '../../../adapters/webchat/stream.ts'
import type { Activity } from '../../../protocol/activity.ts'
import { silentLog } from '../../../protocol/log.ts'
import { memoryLog } from './memory-log.ts'
import { serve, until } from './socket-server.ts'
import { type DoorOptions, openDoor, type TokenBody } from './webchat-door.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function openServer(options: DoorOptions = {}) {
  const door = openDoor(options)
  const server = await serve(door.channel)
  cleanups.push(server.close)
  return { door, server }
}

/** A stream as a plain WebSocket client sees it. */
function listen(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers })
  cleanups.push(() => socket.terminate())
  const activities: Activity[] = []
  const watermarks: string[] = []
  const seen: { refused?: number; closed?: number; open?: true } = {}
  socket.on('open', () => {
    seen.open = true
  })
  socket.on('unexpected-response', (_request, response) => {
    seen.refused = response.statusCode ?? 0
    socket.terminate()
  })
  socket.on('error', () => {})
  socket.on('close', code => {
    seen.closed = code
  })
  socket.on('message', data => {
    if (String(data) === '') return
    const frame = JSON.parse(String(data)) as { activities: Activity[]; watermark?: string }
    activities.push(...frame.activities)
    if (frame.watermark) watermarks.push(frame.watermark)
  })
  return { socket, activities, watermarks, seen, texts: () => activities.map(one => one.text ?? one.type) }
}

const urlOf = (server: { domain: string }, who: TokenBody, watermark = '') =>
  `${server.domain.replace('http', 'ws')}/conversations/${who.conversationId}/stream?t=${who.token}&watermark=${watermark}`

describe('the stream', () => {
  test('replays what was said before it opened, then pushes', async () => {
    const { door, server } = await openServer()
    const who = await door.start()
    await door.post(who, { type: 'message', text: 'one' })
    await door.send(who, { type: 'message', text: 'two' }, 'out_1:0')
    const stream = listen(urlOf(server, who))
    await until(() => stream.activities.length === 2, 'the replay')
    stream.socket.send('')
    stream.socket.send('anything at all')
    await door.send(who, { type: 'message', text: 'three' }, 'out_2:0')
    await until(() => stream.activities.length === 3, 'the push')
    expect(stream.texts()).toEqual(['one', 'two', 'three'])
    expect(stream.watermarks.at(-1)).toBe('3')
    expect(stream.activities.map(one => one.id)).toEqual(
      [1, 2, 3].map(seq => `${who.conversationId}|000000${seq}`),
    )
  })

  test('goes on from a watermark, and long histories come whole and in order', async () => {
    const { door, server } = await openServer()
    const who = await door.start()
    for (let n = 1; n <= 250; n++)
      await door.memory.log.append(who.conversationId, { type: 'message', text: String(n) }, `k${n}`, '')
    const whole = listen(urlOf(server, who))
    const rest = listen(urlOf(server, who, '248'))
    await until(() => whole.activities.length === 250 && rest.activities.length === 2, 'both histories')
    expect(whole.texts()).toEqual(Array.from({ length: 250 }, (_, n) => String(n + 1)))
    expect(rest.texts()).toEqual(['249', '250'])
  })

  test('reaches every socket of the conversation and no other one', async () => {
    const { door, server } = await openServer()
    const [mine, other] = [await door.start(), await door.start()]
    const streams = [listen(urlOf(server, mine)), listen(urlOf(server, mine)), listen(urlOf(server, other))]
    await until(() => streams.every(stream => stream.seen.open), 'three sockets')
    for (let n = 0; n < 20; n++) await door.post(mine, { type: 'message', text: String(n) })
    await until(() => streams.slice(0, 2).every(stream => stream.activities.length === 20), 'twenty each')
    for (const stream of streams.slice(0, 2)) {
      expect(stream.texts()).toEqual(Array.from({ length: 20 }, (_, n) => String(n)))
    }
    expect(streams[2]?.activities).toEqual([])
  })

  test('carries typing behind the message before it, without a watermark', async () => {
    const { door, server } = await openServer()
    const who = await door.start()
    const stream = listen(urlOf(server, who))
    await until(() => stream.seen.open, 'the socket')
    await door.post(who, { type: 'message', text: 'hi' })
    await door.send(who, { type: 'typing' }, 'out_1:0')
    await door.send(who, { type: 'message', text: 'hello' }, 'out_1:1')
    await until(() => stream.activities.length === 3, 'all three')
    expect(stream.texts()).toEqual(['hi', 'typing', 'hello'])
    expect(stream.activities[1]).toMatchObject({
      from: { role: 'bot' },
      conversation: { id: who.conversationId },
    })
    expect(stream.watermarks.at(-1)).toBe('2')
  })

  test('is served by whichever process the log is shared with', async () => {
    const memory = memoryLog()
    const here = await openServer({ memory })
    const there = await openServer({ memory })
    const who = await here.door.start()
    const stream = listen(urlOf(there.server, who))
    await here.door.post(who, { type: 'message', text: 'posted here' })
    await here.door.send(who, { type: 'message', text: 'answered here' }, 'out_1:0')
    await until(() => stream.activities.length === 2, 'both, at the other process')
  })

  test('is refused with Direct Line’s status before it opens', async () => {
    const { door, server } = await openServer({ environment: { WEBCHAT_ORIGINS: 'https://shop.example' } })
    const [who, other] = [await door.start(), await door.start()]
    const refused: [string, number, Record<string, string>?][] = [
      [urlOf(server, { ...who, token: 'x' }), 401],
      [urlOf(server, who).replace(/t=[^&]*/, ''), 401],
      [urlOf(server, { ...who, token: other.token }), 403],
      [urlOf(server, { ...who, conversationId: 'web_none' }), 404],
      [urlOf(server, { ...who, conversationId: '%E0%A4%A' }), 404],
      [urlOf(server, who, '7'), 400],
      [urlOf(server, who, 'x'), 400],
      [urlOf(server, who), 403, { origin: 'https://evil.example' }],
    ]
    for (const [url, status, headers] of refused) {
      const stream = listen(url, headers)
      await until(() => stream.seen.refused, `${status}`)
      expect(stream.seen.refused).toBe(status)
    }
    const good = listen(urlOf(server, who), { origin: 'https://shop.example' })
    await until(() => good.seen.open, 'the good one')
    const header = listen(urlOf(server, who).replace(/t=[^&]*&/, ''), {
      authorization: `Bearer ${who.token}`,
    })
    await until(() => header.seen.open, 'the one with a header')
    door.clock.now += 31 * 60_000
    const expired = listen(urlOf(server, who))
    await until(() => expired.seen.refused, 'the expired one')
    expect(expired.seen.refused).toBe(403)
  })

  test('leaves upgrades of other paths alone', () => {
    const { channel } = openDoor()
    cleanups.push(() => channel.close?.())
    for (const url of ['/', '/v3/directline/conversations', '/api/v1/stream', undefined]) {
      expect(channel.upgrade?.({ url } as never, undefined as never, Buffer.alloc(0))).toBe(false)
    }
  })

  test('survives clients that leave in the middle of the handshake, or talk too much', async () => {
    const { door, server } = await openServer()
    const who = await door.start()
    const { port } = new URL(server.origin)
    for (let n = 0; n < 20; n++) {
      const raw = connect(Number(port), '127.0.0.1')
      raw.on('error', () => {})
      const { pathname, search } = new URL(urlOf(server, who))
      raw.write(
        `GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        () => (n % 2 ? raw.destroy() : raw.resetAndDestroy()),
      )
    }
    const loud = listen(urlOf(server, who))
    await until(() => loud.seen.open, 'the socket')
    loud.socket.send('x'.repeat(100_000))
    await until(() => loud.seen.closed === 1009, 'the end of the loud one')
    const stream = listen(urlOf(server, who))
    await door.send(who, { type: 'message', text: 'still there' }, 'out_1:0')
    await until(() => stream.activities.length === 1, 'the answer')
  })

  test('closes the oldest of too many sockets', async () => {
    const { door, server } = await openServer()
    const who = await door.start()
    const streams: ReturnType<typeof listen>[] = []
    for (let n = 0; n < 17; n++) {
      const stream = listen(urlOf(server, who))
      await until(() => stream.seen.open, 'a socket')
      streams.push(stream)
    }
    await until(() => streams[0]?.seen.closed === 1008, 'the end of the first')
    expect(streams.slice(1).every(stream => stream.seen.closed === undefined)).toBe(true)
  })

  test('ends with 1001 when the server goes away', async () => {
    const { door, server } = await openServer()
    const stream = listen(urlOf(server, await door.start()))
    await until(() => stream.seen.open, 'the socket')
    await door.channel.close?.()
    await until(() => stream.seen.closed === 1001, 'the goodbye')
  })
})

describe('the heartbeat', () => {
  /** Streams with a short heartbeat behind a bare socket server. */
  async function shortHeartbeat(memory = memoryLog(), onGrown = memory.onGrown) {
    const { WebSocketServer } = await import('ws')
    const streams = createStreams({ webchat: { log: memory.log, onGrown }, log: silentLog, heartbeatMs: 50 })
    const wss = new WebSocketServer({ noServer: true })
    const channel: Pick<Channel, 'routes' | 'upgrade' | 'close'> = {
      routes: [],
      upgrade(request, socket, head) {
        wss.handleUpgrade(request, socket, head, client => streams.attach('web_1', client, 0))
        return true
      },
      close: streams.close,
    }
    const server = await serve(channel as Channel)
    cleanups.push(server.close)
    return { server, streams, memory }
  }

  test('ends sockets that no longer answer, and keeps those that do', async () => {
    const { server, streams } = await shortHeartbeat()
    const alive = listen(server.origin.replace('http', 'ws'))
    const dead = new WebSocket(server.origin.replace('http', 'ws'), { autoPong: false })
    cleanups.push(() => dead.terminate())
    dead.on('error', () => {})
    await until(() => streams.count() === 2, 'both')
    await until(() => streams.count() === 1, 'one left')
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(alive.seen.closed).toBeUndefined()
  })

  test('finds what a lost wake did not tell', async () => {
    const { server, memory } = await shortHeartbeat(memoryLog(), () => () => {})
    const stream = listen(server.origin.replace('http', 'ws'))
    await until(() => stream.seen.open, 'the socket')
    await memory.log.append('web_1', { type: 'message', text: 'unannounced' }, 'k', '')
    await until(() => stream.activities.length === 1, 'the entry')
  })

  test('closes a stream that can not read its log, so that the client comes back', async () => {
    const { server, memory } = await shortHeartbeat()
    const stream = listen(server.origin.replace('http', 'ws'))
    await until(() => stream.seen.open, 'the socket')
    memory.state.fail = new Error('gone')
    await until(() => stream.seen.closed === 1011, 'the end')
  })
})
