import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { openHandoffsQuery } from '../api/handoffs.ts'
import { useMe } from '../shell/session-context.tsx'
import { useUnread } from './use-unread.ts'

/** The window's title counts what waits for me: unseen messages, and what I am offered. */
export function useTitle(): void {
  const me = useMe()
  const unread = useUnread()
  const { data } = useQuery({ ...openHandoffsQuery, enabled: false })
  const offered = data?.items.filter(row => row.status === 'offered' && row.agentId === me.id).length ?? 0
  const count = Object.values(unread).reduce((sum, some) => sum + some, offered)
  useEffect(() => {
    document.title = count > 0 ? `(${count}) Conserje` : 'Conserje'
  }, [count])
}
