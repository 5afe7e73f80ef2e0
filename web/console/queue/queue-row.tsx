import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearch } from 'wouter'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { withoutBidi } from '../../widget/links.ts'
import { isOpen } from '../api/recent.ts'
import { Avatar } from '../people/avatar.tsx'
import { ChannelIcon } from '../people/channel-icon.tsx'
import { useMe } from '../shell/session-context.tsx'
import { shortDay, shortDuration } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import { Deadline } from './deadline.tsx'
import { Offer } from './offer.tsx'
import styles from './queue-row.module.css'

interface Props {
  row: HandoffSummary
  at: number
  of: number
  top: number
  height: number
  isSelected: boolean
  unread: number
}

/** One of the queue: who, what, since when, and how urgent. */
export const QueueRow = memo(function QueueRow({ row, at, of, top, height, isSelected, unread }: Props) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const now = useNow(10_000)
  const search = useSearch()
  const open = isOpen(row)
  const mine = row.agentId === me.id
  const offered = row.status === 'offered' && mine
  const name = withoutBidi(row.customerName ?? t('someone'))
  const since = row.waitingSince ?? row.createdAt
  return (
    <li
      className={styles.row}
      style={{ height, transform: `translateY(${top}px)` }}
      aria-setsize={of}
      aria-posinset={at + 1}
      data-selected={isSelected}
      data-priority={open ? row.priority : undefined}
    >
      <Link
        href={`/c/${row.id}${search === '' ? '' : `?${search}`}`}
        className={styles.link}
        {...(isSelected ? { 'aria-current': 'true' as const } : {})}
      >
        <span className={styles.face}>
          <Avatar name={row.customerName} size={36} />
          <span className={styles.channel}>
            <ChannelIcon channel={row.channel} size={13} />
          </span>
        </span>
        <span className={styles.first}>
          <bdi className={styles.name} data-unread={unread > 0}>
            {name}
          </bdi>
          {unread > 0 && (
            <span className={styles.unread}>
              {unread}
              <span className="unseen"> {t('queue.unread', { count: unread })}</span>
            </span>
          )}
          <time className={styles.since} dateTime={since} data-waits={row.waitingSince !== undefined && open}>
            {open
              ? shortDuration(now - Date.parse(since), i18n.language)
              : shortDay(since, i18n.language, now)}
            {row.waitingSince !== undefined && open && <span className="unseen"> {t('queue.waits')}</span>}
          </time>
        </span>
        <span className={styles.summary} dir="auto">
          {row.lastMessage?.text ?? row.summary}
        </span>
        {!offered && (
          <span className={styles.third}>
            {row.language !== undefined && <span className={styles.code}>{row.language}</span>}
            {open && (row.priority === 'urgent' || row.priority === 'high') && (
              <span className={styles.priority} data-priority={row.priority}>
                {t(`priority.${row.priority}`)}
              </span>
            )}
            {row.status !== 'active' && <span className={styles.state}>{t(`status.${row.status}`)}</span>}
            {row.agentName !== undefined && !mine && (
              <bdi className={styles.agent}>{withoutBidi(row.agentName)}</bdi>
            )}
            <Deadline row={row} />
          </span>
        )}
      </Link>
      {offered && <Offer row={row} />}
    </li>
  )
})
