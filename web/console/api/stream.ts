import { STREAM_EVENTS, type StreamEvent, type StreamEventName } from '../../../protocol/api/stream.ts'
import { createEventReader, type WireEvent } from './event-stream.ts'

/** `live`: what is shown is what is. `lost`: it may be stale, and we are trying again. `out`: nobody is signed in any more. `none`: it is not for this role. */
export type StreamState = 'connecting' | 'live' | 'lost' | 'out' | 'none'

export interface StreamOptions {
  /** Of the summaries that it tells. */
  language: string
  onEvent(event: StreamEvent): void
  onState(state: StreamState): void
  fetch?: typeof fetch
}

/** The server sends something at least each 25 s; a line that is silent for longer is dead, whatever TCP says. */
const SILENCE_MS = 60_000
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const

/**
 * Follows `GET /api/v1/stream` until it is closed, and comes back with `Last-Event-ID` after each break. (`EventSource` can't: after an error answer it gives up for ever, and it hides which.)
 */
export function openStream({ language, onEvent, onState, fetch: load = fetch }: StreamOptions): {
  close(): void
} {
  const closing = new AbortController()
  let lastId: string | undefined
  let failures = 0
  let wake = () => {}
  const retryNow = () => wake()
  globalThis.addEventListener?.('online', retryNow)

  async function follow(): Promise<'out' | 'none' | 'again'> {
    const call = new AbortController()
    const abort = () => call.abort()
    closing.signal.addEventListener('abort', abort)
    let watch = setTimeout(abort, SILENCE_MS)
    try {
      const response = await load('/api/v1/stream', {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          accept: 'text/event-stream',
          'accept-language': language,
          ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
        },
        signal: call.signal,
      })
      if (response.status === 401) return 'out'
      if (response.status === 403) return 'none'
      if (!response.ok || response.body === null) return 'again'
      const events = createEventReader()
      const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader()
      call.signal.addEventListener('abort', () => void pieces.cancel().catch(() => {}))
      for (;;) {
        const { done, value } = await pieces.read()
        if (done) return 'again'
        clearTimeout(watch)
        watch = setTimeout(abort, SILENCE_MS)
        for (const event of events.push(value)) take(event)
      }
    } catch {
      return 'again'
    } finally {
      clearTimeout(watch)
      closing.signal.removeEventListener('abort', abort)
    }
  }

  function take({ id, event, data }: WireEvent): void {
    if (id !== undefined) lastId = id
    if (!Object.hasOwn(STREAM_EVENTS, event)) return
    const parsed = STREAM_EVENTS[event as StreamEventName].safeParse(readJson(data))
    if (!parsed.success) return
    if (event === 'ready') {
      failures = 0
      onState('live')
    }
    onEvent({ ...(id === undefined ? {} : { id }), event, data: parsed.data } as StreamEvent)
  }

  async function run(): Promise<void> {
    onState('connecting')
    while (!closing.signal.aborted) {
      const end = await follow()
      if (closing.signal.aborted) return
      onState(end === 'again' ? 'lost' : end)
      if (end !== 'again') return
      const base = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] as number
      failures += 1
      // All consoles come back after a restart: not all in the same moment.
      await pause(base * (0.75 + Math.random() / 2))
    }
  }

  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  void run()
  return {
    close() {
      globalThis.removeEventListener?.('online', retryNow)
      closing.abort()
      wake()
    },
  }
}

function readJson(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
