import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './figures.module.css'

interface Props {
  title: string
  /** What it tells, where that is no figure of its own. */
  about?: string
  empty: boolean
  chart: ReactNode
  table: ReactNode
}

/** A chart for the eye, and the same as a table for everybody. */
export function ChartFrame({ title, about, empty, chart, table }: Props) {
  const { t } = useTranslation()
  return (
    <section className={styles.chart} aria-label={title}>
      <h3>{title}</h3>
      {about !== undefined && <p className={styles.about}>{about}</p>}
      {empty ? (
        <p className={styles.none}>{t('figures.nothing')}</p>
      ) : (
        <>
          <div className={styles.drawing} aria-hidden="true">
            {chart}
          </div>
          <details>
            <summary>{t('figures.asTable')}</summary>
            {table}
          </details>
        </>
      )}
    </section>
  )
}
