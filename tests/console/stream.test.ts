import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StreamEvent } from '../../protocol/api/stream.ts'
import { openStream, type StreamState } from '../../web/console/api/stream.ts'

const READY = 'event: ready\ndata: {"at":"2026-11-22T12:00:00.000Z"}\n\n'

afterEach(() => vi.useRealTimers())

/** A server that answers each call in turn; the last answer stands for all after it. */
function follow(answers: (() => Response)[]) {
  const asked: (string | undefined)[] = []
  const events: StreamEvent[] = []
  const states: StreamState[] = []
  const stream = openStream({
    language: 'en',
    onEvent: event => events.push(event),
    onState: state => states.push(state),
    fetch: async (_url, options) => {
      asked.push(new Headers(options?.headers).get('last-event-id') ?? undefined)
      const answer = answers[Math.min(asked.length, answers.length) - 1] as () => Response
      return answer()
    },
  })
  return { asked, events, states, stream }
}

const text = (body: string) => () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
const open = (body: string) => () =>
  new Response(
    new ReadableStream({
      start: controller => controller.enqueue(new TextEncoder().encode(body)),
    }),
  )
const typing = (id: string) => `id: ${id}\nevent: typing\ndata: {"handoffId":"h","who":"customer"}\n\n`

describe('the console’s event stream', () => {
  it('comes back after a break, and says which event it saw last', async () => {
    vi.useFakeTimers()
    const { asked, events, states, stream } = follow([text(READY + typing('41')), open(READY + typing('42'))])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked).toEqual([undefined, '41'])
    expect(events.map(({ event, id }) => [event, id])).toEqual([
      ['ready', undefined],
      ['typing', '41'],
      ['ready', undefined],
      ['typing', '42'],
    ])
    expect(states).toEqual(['connecting', 'live', 'lost', 'live'])
    stream.close()
  })

  it('goes on trying through errors of the server, and gives up only when nobody is signed in', async () => {
    vi.useFakeTimers()
    const refuse = (status: number) => () => new Response('', { status })
    const { asked, states } = follow([refuse(503), refuse(500), open(READY).bind(null), refuse(401)])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(states).toEqual(['connecting', 'lost', 'lost', 'live'])
    // The line falls silent: after a minute it counts as dead.
    await vi.advanceTimersByTimeAsync(70_000)
    expect(states.at(-1)).toBe('out')
    expect(asked).toHaveLength(4)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(asked).toHaveLength(4)
  })

  it('waits longer after each failure, but never longer than half a minute', async () => {
    vi.useFakeTimers()
    const { asked, stream } = follow([() => new Response('', { status: 503 })])
    await vi.advanceTimersByTimeAsync(60_000)
    const inFirstMinute = asked.length
    expect(inFirstMinute).toBeGreaterThan(5)
    expect(inFirstMinute).toBeLessThan(15)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked.length - inFirstMinute).toBeGreaterThanOrEqual(2)
    stream.close()
    const after = asked.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(after)
  })

  it('passes over events that are not what they should be', async () => {
    vi.useFakeTimers()
    const wrong =
      'event: typing\ndata: {"who":1}\n\nevent: typing\ndata: no json\n\nevent: unheard\ndata: {}\n\nevent: constructor\ndata: {}\n\n'
    const { events, stream } = follow([open(READY + wrong + typing('1'))])
    await vi.advanceTimersByTimeAsync(10)
    expect(events.map(({ event }) => event)).toEqual(['ready', 'typing'])
    stream.close()
  })
})
