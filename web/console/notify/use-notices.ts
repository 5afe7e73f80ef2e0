import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { StreamEvent } from '../../../protocol/api/stream.ts'
import { isLookedAt } from '../api/feed.ts'
import type { OpenHandoffs } from '../api/handoffs.ts'
import { keys } from '../api/keys.ts'
import { settings } from '../settings/settings.ts'
import { showDesktop } from './desktop.ts'
import { type Notice, noticeOf } from './notices.ts'
import { playTone } from './tone.ts'

/** Many events at once (after a break) make one sound, and no more notices than this. */
const MOST_AT_ONCE = 3

/** Tells the agent of what they don't see: by the system's notices and a sound, where they asked for them; mentions and offers also on the page. */
export function useNotices(me: string): (events: readonly StreamEvent[]) => void {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  return useCallback(
    events => {
      const open = client.getQueryData<OpenHandoffs>(keys.openHandoffs)
      const mine = (id: string) => open?.items.find(row => row.id === id)?.agentId === me
      const found = events
        .map(event => noticeOf(event, me, mine))
        .filter(notice => notice !== undefined)
        .filter(({ handoffId }) => !isLookedAt(handoffId))
      if (found.length === 0) return
      const { desktop, sound } = settings()
      if (sound) playTone()
      for (const notice of found.slice(-MOST_AT_ONCE)) {
        const title = t(`notify.${notice.kind}`, { name: notice.name || t('someone') })
        const show = () => navigate(`/c/${notice.handoffId}`)
        if (desktop && !document.hasFocus()) showDesktop(title, notice.text, notice.handoffId, show)
        if (isForMe(notice)) {
          notifications.show({
            id: `${notice.kind}:${notice.handoffId}`,
            title,
            message: notice.text.slice(0, 140),
            onClick: show,
          })
        }
      }
    },
    [client, me, navigate, t],
  )
}

const isForMe = ({ kind }: Notice): boolean => kind === 'offered' || kind === 'mention'
