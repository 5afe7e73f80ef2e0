import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { closedHandoffsQuery, openHandoffsQuery } from '../api/handoffs.ts'
import { useStreamState } from '../api/use-stream.ts'
import { useMe } from '../shell/session-context.tsx'
import { useNow } from '../time/use-now.ts'
import { countViews, type QueueView, rowsOf, type ViewCounts } from './view.ts'

const NONE: readonly HandoffSummary[] = []

export interface Queue {
  rows: readonly HandoffSummary[]
  /** All that are open, unfiltered. */
  open: readonly HandoffSummary[]
  counts: ViewCounts
  /** False while more is on its way, or when there is more than a list can hold. */
  whole: boolean
  loading: boolean
  error: Error | null
  retry(): void
  /** Of what has ended: loads the next page. */
  more: (() => void) | undefined
}

/** The queue as it is to be shown. */
export function useQueue(shown: QueueView): Queue {
  const me = useMe()
  const now = useNow(10_000)
  // Events that come while the pages are on their way must not be missed.
  const stream = useStreamState()
  const open = useQuery({ ...openHandoffsQuery, enabled: stream !== 'connecting' })
  const isClosed = shown.view === 'closed'
  const closed = useInfiniteQuery({ ...closedHandoffsQuery, enabled: isClosed })
  const all = open.data?.items ?? NONE
  const ended = useMemo(() => closed.data?.pages.flatMap(({ items }) => items) ?? NONE, [closed.data])
  const rows = useMemo(
    () => rowsOf(isClosed ? ended : all, shown, me.id, now),
    [all, ended, isClosed, shown, me.id, now],
  )
  const counts = useMemo(() => countViews(all, me.id, now), [all, me.id, now])
  const asked = isClosed ? closed : open
  return {
    rows,
    open: all,
    counts,
    whole: open.data?.whole ?? true,
    loading: asked.data === undefined && asked.error === null,
    error: asked.data === undefined ? asked.error : null,
    retry: () => void asked.refetch(),
    more:
      isClosed && closed.hasNextPage && !closed.isFetchingNextPage
        ? () => void closed.fetchNextPage()
        : undefined,
  }
}
