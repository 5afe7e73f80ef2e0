import { IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { fullTime, shortDuration } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './queue-row.module.css'
import { isOverdue } from './view.ts'

/** Closer than this to the promise, the countdown is coloured. */
const SOON_MS = 300_000

/** What is left until the promise, or how long it is past; nothing once somebody has answered. */
export function Deadline({ row }: { row: HandoffSummary }) {
  const { t, i18n } = useTranslation()
  const now = useNow(1_000)
  if (row.status !== 'waiting' && row.status !== 'offered' && !row.overdue) return null
  const left = Date.parse(row.deadlineAt) - now
  const late = isOverdue(row, now)
  const length = shortDuration(Math.abs(left), i18n.language)
  return (
    <time
      className={styles.deadline}
      dateTime={row.deadlineAt}
      title={fullTime(row.deadlineAt, i18n.language)}
      data-state={late ? 'late' : left < SOON_MS ? 'soon' : 'calm'}
    >
      <IconClock size={13} aria-hidden />
      {late ? t('queue.late', { by: length }) : t('queue.left', { time: length })}
    </time>
  )
}
