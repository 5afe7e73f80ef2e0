import { useTranslation } from 'react-i18next'
import { daysAgo, shortDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './message.module.css'

/** A new day begins. */
export function DayRow({ at }: { at: string }) {
  const { t, i18n } = useTranslation()
  const now = useNow(60_000)
  const days = daysAgo(at, now)
  return (
    <p className={styles.day}>
      {days === 0 ? t('time.today') : days === 1 ? t('time.yesterday') : shortDay(at, i18n.language, now)}
    </p>
  )
}
