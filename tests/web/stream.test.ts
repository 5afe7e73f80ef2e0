import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession } from '../../web/widget/session.ts'
import { openStream } from '../../web/widget/stream.ts'
import { fakeLine, fakeMemory } from './fake-line.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp(start: Record<string, string> = {}, offline = false) {
  const line = fakeLine()
  if (offline) line.fail('generate', ...Array.from({ length: 100 }, () => 'unreachable' as const))
  const session = createSession({ api: line.api, memory: fakeMemory(start), locale: 'en' })
  const connections: string[] = []
  const texts: string[] = []
  const conversations: string[] = []
  const stream = openStream({
    api: line.api,
    session,
    env: line.env,
    hidden: () => false,
    events: {
      onActivities: activities => texts.push(...activities.map(({ text }) => text)),
      onConnection: connection => connections.push(connection),
      onConversation: id => conversations.push(id),
    },
  })
  return { line, session, stream, connections, texts, conversations }
}
const settle = () => vi.advanceTimersByTimeAsync(0)
const message = (text: string) => ({ type: 'message', id: text, text })

describe('the stream', () => {
  it('opens the socket that the start gave, and brings what comes', async () => {
    const { line, connections, texts } = setUp()
    await settle()
    expect(line.calls).toEqual(['generate', 'start en'])
    line.socket().open()
    line.socket().push(message('hello'))
    line.socket().onmessage?.({ data: '' })
    expect(connections.at(-1)).toBe('live')
    expect(texts).toEqual(['hello'])
  })

  it('reconnects from the watermark after a loss, with growing waits', async () => {
    const { line, connections } = setUp()
    await settle()
    line.socket().open()
    line.socket().push(message('a'))
    await vi.advanceTimersByTimeAsync(10_000)
    line.socket().drop()
    await settle()
    expect(connections.at(-1)).toBe('connecting')
    line.fail('reconnect', 'unreachable', 'unreachable', 'unreachable')
    await vi.advanceTimersByTimeAsync(400)
    expect(connections.at(-1)).toBe('lost')
    const tries = () => line.calls.filter(call => call.startsWith('reconnect')).length
    expect(tries()).toBe(1)
    await vi.advanceTimersByTimeAsync(800)
    expect(tries()).toBe(2)
    await vi.advanceTimersByTimeAsync(800)
    expect(tries()).toBe(2)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(line.calls.at(-1)).toMatch(/^reconnect \d+$/)
    line.socket().open()
    expect(connections.at(-1)).toBe('live')
  })

  it('does not spin when the server drops each socket at once', async () => {
    const { line } = setUp()
    for (let i = 0; i < 100; i++) {
      await vi.advanceTimersByTimeAsync(600)
      const socket = line.socket()
      if (socket.readyState === 0) {
        socket.open()
        socket.drop()
      }
    }
    expect(line.sockets.length).toBeLessThan(12)
  })

  it('polls where no socket opens, and gives the socket another chance later', async () => {
    const { line, connections } = setUp()
    for (let i = 0; i < 2; i++) {
      await vi.advanceTimersByTimeAsync(1_000)
      line.socket().drop()
    }
    await vi.advanceTimersByTimeAsync(4_000)
    expect(connections.at(-1)).toBe('live')
    expect(connections).not.toContain('lost')
    const polls = line.calls.filter(call => call.startsWith('poll')).length
    expect(polls).toBeGreaterThan(1)
    await vi.advanceTimersByTimeAsync(125_000)
    expect(line.sockets).toHaveLength(3)
  })

  it('gives up on a socket that neither opens nor closes', async () => {
    const { line } = setUp()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(line.calls.some(call => call.startsWith('poll'))).toBe(true)
  })

  it('renews an expired token without telling anyone', async () => {
    const { line, connections } = setUp()
    await settle()
    line.socket().open()
    line.fail('reconnect', 'expired')
    line.socket().drop()
    await vi.advanceTimersByTimeAsync(2_000)
    line.socket().open()
    expect(line.calls.slice(2)).toEqual(['reconnect', 'refresh token2', 'reconnect'])
    expect(connections).not.toContain('lost')
  })

  it('goes on in a new conversation when the server knows ours no more', async () => {
    const { line, conversations } = setUp({ resume: 'resume-c7' })
    line.fail('reconnect', 'gone')
    await settle()
    line.socket().drop()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(conversations).toEqual(['c7', 'c1'])
  })

  it('connects at once when told that the network is back', async () => {
    const { line, stream, connections } = setUp({}, true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections.at(-1)).toBe('lost')
    line.fail('generate')
    const before = line.calls.length
    stream.restart()
    await settle()
    expect(line.calls.slice(before)).toEqual(['generate', 'start en'])
  })

  it('sends keep-alives, and nothing after it was closed', async () => {
    const { line, stream } = setUp()
    await settle()
    const socket = line.socket()
    socket.open()
    await vi.advanceTimersByTimeAsync(45_000)
    expect(socket.sent).toEqual(['', ''])
    stream.close()
    const { length } = line.calls
    await vi.advanceTimersByTimeAsync(120_000)
    expect(line.calls).toHaveLength(length)
    expect(line.sockets).toHaveLength(1)
  })
})
