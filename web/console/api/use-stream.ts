import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { StreamEvent } from '../../../protocol/api/stream.ts'
import { applyEvents } from './feed.ts'
import { keys } from './keys.ts'
import { openStream, type StreamState } from './stream.ts'

/** Events of one frame are brought into the cache at once. */
const FRAME_MS = 16

/** Follows the stream while somebody is signed in; `onEvents` hears what came, after the cache has it. */
export function useStream(
  me: string,
  language: string,
  onEvents: (events: readonly StreamEvent[]) => void,
): void {
  const client = useQueryClient()
  useEffect(() => {
    let waiting: StreamEvent[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    let wasLost = false
    const flush = () => {
      timer = undefined
      const events = waiting
      waiting = []
      applyEvents(client, events, me, Date.now())
      onEvents(events)
    }
    const stream = openStream({
      language,
      onEvent(event) {
        waiting.push(event)
        timer ??= setTimeout(flush, FRAME_MS)
      },
      onState(state) {
        client.setQueryData<StreamState>(keys.stream, state)
        // What lives only in the moment is not sent again.
        if (state === 'live' && wasLost) void client.invalidateQueries({ queryKey: keys.agents })
        wasLost = state === 'lost'
        if (state === 'out') client.setQueryData(keys.session, null)
      },
    })
    return () => {
      clearTimeout(timer)
      stream.close()
    }
  }, [client, me, language, onEvents])
}

/** How fresh is what we show. */
export function useStreamState(): StreamState {
  const { data } = useQuery<StreamState>({
    queryKey: keys.stream,
    queryFn: () => 'connecting',
    enabled: false,
    initialData: 'connecting',
  })
  return data
}
