import { IconHourglass, IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Allowed } from '../../../protocol/api/allowed.ts'
import { shortDuration } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './composer.module.css'

/** Less than this is left: coloured. */
const SOON_MS = 2 * 3_600_000

/** How long the channel still takes a free answer, before anybody begins to write one. */
export function WindowLine({ allowed }: { allowed: Allowed | undefined }) {
  const { t, i18n } = useTranslation()
  const now = useNow(10_000)
  if (allowed === undefined) return null
  if (!allowed.open) {
    return (
      <span className={styles.window} data-state="closed">
        <IconLock size={15} aria-hidden />
        {t('composer.closed')}
      </span>
    )
  }
  if (allowed.windowEndsAt === undefined) return null
  const left = Date.parse(allowed.windowEndsAt) - now
  return (
    <span className={styles.window} data-state={left < SOON_MS ? 'soon' : 'calm'}>
      <IconHourglass size={15} aria-hidden />
      {t('composer.windowLeft', { time: shortDuration(left, i18n.language) })}
    </span>
  )
}
