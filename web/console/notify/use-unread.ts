import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Unread } from '../api/feed.ts'
import { keys } from '../api/keys.ts'

const NOTHING: Unread = {}

/** Messages that nobody here has seen, by hand-off. */
export function useUnread(): Unread {
  const { data } = useQuery<Unread>({
    queryKey: keys.unread,
    queryFn: () => NOTHING,
    enabled: false,
    initialData: NOTHING,
    gcTime: Number.POSITIVE_INFINITY,
  })
  return data
}

/** What is on the screen of a window with the focus has been seen. */
export function useSeen(id: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const seen = () => {
      if (!document.hasFocus()) return
      client.setQueryData<Unread>(keys.unread, old => {
        if (old === undefined || !(id in old)) return old
        const { [id]: _, ...rest } = old
        return rest
      })
    }
    seen()
    window.addEventListener('focus', seen)
    return () => window.removeEventListener('focus', seen)
  }, [client, id])
}
