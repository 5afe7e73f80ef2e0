import { useTranslation } from 'react-i18next'
import type { Figure, Figures } from '../../../protocol/api/figures.ts'
import styles from './figures.module.css'
import { behind, showValue } from './show-value.ts'

/** One figure, what it is a share of, and what it means. */
export function FigureCard({ figure, total }: { figure: Figure; total: Figures['total'] }) {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language)
  const of = behind(figure, total)
  return (
    <section className={styles.card} aria-label={t(`figures.name.${figure}`)}>
      <h2>{t(`figures.name.${figure}`)}</h2>
      <p className={styles.value} data-alarm={figure === 'overdue' && total.overdue > 0}>
        {showValue(figure, total[figure], i18n.language)}
        {of !== undefined && (
          <small>
            {t(of.key, { part: number.format(of.part), whole: number.format(of.whole), count: of.whole })}
          </small>
        )}
      </p>
      <p className={styles.about}>{t(`figures.about.${figure}`)}</p>
    </section>
  )
}
