import type { ServerResponse } from 'node:http'
import type { HttpSink } from '../protocol/http.ts'

/** Answers that go on, so that a server that stops can end them at once: their clients come back to another. */
export interface OpenAnswers {
  /** Begins one; the headers are sent. */
  begin(response: ServerResponse, stream: (sink: HttpSink) => () => void): void
  /** Ends all that are open, and every one that begins from now on. */
  endAll(): void
}

export function createOpenAnswers(): OpenAnswers {
  const ends = new Map<ServerResponse, () => void>()
  let closed = false
  return {
    begin(response, stream) {
      let ended = false
      const stop = stream({
        write(text) {
          if (!ended && !response.destroyed) response.write(text)
        },
        waiting: () => response.writableLength,
        end: () => end(),
      })
      const end = () => {
        if (ended) return
        ended = true
        ends.delete(response)
        response.end()
        stop()
      }
      ends.set(response, end)
      response.on('close', end).on('error', end)
      if (closed || response.destroyed) end()
    },
    endAll() {
      closed = true
      for (const response of [...ends.keys()]) {
        ends.get(response)?.()
        // What a slow client has not taken must not hold the door.
        if (response.writableLength > 0) response.destroy()
      }
    },
  }
}
