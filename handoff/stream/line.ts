import type { HttpSink } from '../../protocol/http.ts'
import type { Reader } from './batch.ts'

/** Bytes that may wait for a client; one that reads slower is cut off, and goes on from its last event when it comes back. */
const MOST_WAITING = 1_048_576

/** One open stream. */
export interface Line {
  reader: Reader
  /** Told up to this event. */
  position: number
  /** False while it catches up by itself; then the feed tells it. */
  live: boolean
  ended: boolean
  send(text: string): void
  /** Resolves when the client has taken nearly all, or the line has ended. */
  drained(): Promise<void>
  end(): void
}

/** `onEnd` is called once. */
export function createLine(sink: HttpSink, reader: Reader, position: number, onEnd: () => void): Line {
  const line: Line = {
    reader,
    position,
    live: false,
    ended: false,
    send(text) {
      if (line.ended || text === '') return
      sink.write(text)
      if (sink.waiting() > MOST_WAITING) line.end()
    },
    async drained() {
      while (!line.ended && sink.waiting() > MOST_WAITING / 4) {
        await new Promise(resolve => setTimeout(resolve, 50).unref())
      }
    },
    end() {
      if (line.ended) return
      line.ended = true
      sink.end()
      onEnd()
    },
  }
  return line
}
