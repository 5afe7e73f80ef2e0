import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { FILTERS, type QueueView, SORTS, VIEWS } from './view.ts'

/** What of the queue is shown, kept in the address: it can be bookmarked, and is the same after a reload. */
export function useQueueView(): [QueueView, (change: Partial<QueueView>) => void] {
  const [params, setParams] = useSearchParams()
  const text = params.toString()
  const view = useMemo((): QueueView => {
    const asked = new URLSearchParams(text)
    const filters = Object.fromEntries(FILTERS.map(name => [name, asked.get(name) ?? '']))
    return {
      view: VIEWS.find(name => name === asked.get('view')) ?? 'all',
      sort: SORTS.find(name => name === asked.get('sort')) ?? 'urgency',
      find: asked.get('find') ?? '',
      filters: filters as QueueView['filters'],
    }
  }, [text])
  const change = useCallback(
    (next: Partial<QueueView>) => {
      setParams(
        old => {
          const { filters, ...rest } = next
          const merged = new URLSearchParams(old)
          for (const [name, value] of Object.entries({ ...rest, ...filters })) {
            if (
              value === '' ||
              (name === 'sort' && value === 'urgency') ||
              (name === 'view' && value === 'all')
            ) {
              merged.delete(name)
            } else merged.set(name, String(value))
          }
          return merged
        },
        { replace: true },
      )
    },
    [setParams],
  )
  return [view, change]
}
