import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { useVerb } from '../conversation/use-verb.ts'
import { shortDuration } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './queue-row.module.css'

/** Offered to me: take it or leave it, and how long I have. */
export function Offer({ row }: { row: Pick<HandoffSummary, 'id' | 'offeredUntil'> }) {
  const { t, i18n } = useTranslation()
  const now = useNow(1_000)
  const accept = useVerb(row.id, 'accept')
  const decline = useVerb(row.id, 'decline')
  const left = row.offeredUntil === undefined ? undefined : Date.parse(row.offeredUntil) - now
  return (
    <div className={styles.offer}>
      <span className={styles.offered}>
        {left === undefined
          ? t('queue.offered')
          : t('queue.offeredFor', { time: shortDuration(left, i18n.language) })}
      </span>
      <Button size="compact-sm" loading={accept.isPending} onClick={() => accept.mutate({})}>
        {t('verb.accept')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        loading={decline.isPending}
        onClick={() => decline.mutate({})}
      >
        {t('verb.decline')}
      </Button>
    </div>
  )
}
