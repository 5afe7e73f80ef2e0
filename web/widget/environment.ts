/** What the widget takes from the browser; tests hand in their own. Timers are the global ones. */
export interface Environment {
  fetch: typeof fetch
  openSocket(url: string): WebSocket
  /** Milliseconds since 1970. */
  now(): number
  /** 0 to 1, for jitter. */
  random(): number
  /** Unique among all messages ever sent: the server takes a repeated one for the same message. */
  newId(): string
}

/** The real one. */
export const browserEnvironment: Environment = {
  fetch: (input, init) => fetch(input, init),
  openSocket: url => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
  // `crypto.randomUUID` is missing on plain-http pages, which a shop's test system often is.
  newId: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join(
      '',
    ),
}

/** Resolves after the time, or at once when the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })
}

/**
 * How long to wait before try number `attempt` (from 1): doubles from half a second up to `maxMs`, with half of it
 * random, so that a thousand widgets do not come back in the same second after a restart of the server.
 */
export function backOffMs(attempt: number, random: () => number, maxMs = 30_000): number {
  const full = Math.min(maxMs, 500 * 2 ** Math.min(attempt - 1, 10))
  return Math.round(full / 2 + (full / 2) * random())
}
