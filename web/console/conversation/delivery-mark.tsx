import { Tooltip } from '@mantine/core'
import {
  IconAlertCircle,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Delivery } from '../api/transcript.ts'
import { fullTime } from '../time/format.ts'
import styles from './message.module.css'

const ICONS = {
  waiting: IconClock,
  parked: IconPlayerPause,
  cancelled: IconBan,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
}

/** How far an answer came; what went wrong is told in words. */
export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const { status, at, error } = delivery
  const Glyph = ICONS[status]
  const words = t(`delivery.${status}`)
  const loud = status === 'failed' || status === 'parked' || status === 'cancelled'
  return (
    <>
      <Tooltip label={`${words} · ${fullTime(at, i18n.language)}`}>
        <span className={styles.mark} data-status={status}>
          <Glyph size={15} role="img" aria-label={words} />
          {loud && words}
        </span>
      </Tooltip>
      {loud && error !== undefined && <span className={styles.why}>{error}</span>}
    </>
  )
}
