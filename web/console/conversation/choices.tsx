import { useTranslation } from 'react-i18next'
import type { Activity } from '../../../protocol/activity.ts'
import { withoutBidi } from '../../widget/links.ts'
import styles from './message.module.css'

/** The choices under a message, as the customer had them. */
export function Choices({ activity }: { activity: Activity }) {
  const { t } = useTranslation()
  const titles = (activity.suggestedActions?.actions ?? [])
    .map(({ title }) => withoutBidi(title))
    .filter(Boolean)
  if (titles.length === 0) return null
  return (
    <ul className={styles.choices} aria-label={t('message.choices')}>
      {[...new Set(titles)].map(title => (
        <li key={title}>
          <bdi>{title}</bdi>
        </li>
      ))}
    </ul>
  )
}
