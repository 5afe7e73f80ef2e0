import { useSyncExternalStore } from 'react'

interface Ticker {
  now: number
  listeners: Set<() => void>
  timer: ReturnType<typeof setInterval> | undefined
}

const tickers = new Map<number, Ticker>()

function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs)
  if (known !== undefined) return known
  const made: Ticker = { now: Date.now(), listeners: new Set(), timer: undefined }
  tickers.set(everyMs, made)
  return made
}

/** Milliseconds since 1970, told anew every `everyMs`; all who ask for the same pace share one timer. */
export function useNow(everyMs: number): number {
  const ticker = tickerOf(everyMs)
  return useSyncExternalStore(
    tell => {
      ticker.listeners.add(tell)
      ticker.now = Date.now()
      ticker.timer ??= setInterval(() => {
        ticker.now = Date.now()
        for (const listener of ticker.listeners) listener()
      }, everyMs)
      return () => {
        ticker.listeners.delete(tell)
        if (ticker.listeners.size > 0) return
        clearInterval(ticker.timer)
        ticker.timer = undefined
      }
    },
    () => ticker.now,
  )
}
