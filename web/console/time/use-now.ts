import { useSyncExternalStore } from 'react'

interface Ticker {
  subscribe(tell: () => void): () => void
  now(): number
}

const tickers = new Map<number, Ticker>()

function createTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  function tick(): void {
    now = Date.now()
    for (const tell of listeners) tell()
  }
  return {
    now: () => now,
    subscribe(tell) {
      listeners.add(tell)
      if (timer === undefined) {
        now = Date.now()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

/** Milliseconds since 1970, told anew every `everyMs`; all who ask for the same pace share one timer. */
export function useNow(everyMs: number): number {
  let ticker = tickers.get(everyMs)
  if (ticker === undefined) {
    ticker = createTicker(everyMs)
    tickers.set(everyMs, ticker)
  }
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
