import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './queue.module.css'
import { VIEWS, type View, type ViewCounts } from './view.ts'

interface Props {
  counts: ViewCounts
  shown: View
  onChange(view: View): void
}

/** Mine, unassigned, all, overdue, ended: with their counts as they change. */
export function ViewTabs({ counts, shown, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <fieldset className={styles.tabs} aria-label={t('queue.views')}>
      {VIEWS.map(view => (
        <UnstyledButton
          key={view}
          className={styles.tab}
          aria-pressed={view === shown}
          data-alarm={view === 'overdue' && counts.overdue > 0}
          onClick={() => onChange(view)}
        >
          {t(`queue.view.${view}`)}
          {view !== 'closed' && <span className={styles.count}>{number.format(counts[view])}</span>}
        </UnstyledButton>
      ))}
    </fieldset>
  )
}
