import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { FIGURES } from '../../../protocol/api/figures.ts'
import { type FiguresAsked, figuresQuery } from '../api/figures.ts'
import { FigureCard } from '../figures/figure-card.tsx'
import { FigureTable } from '../figures/figure-table.tsx'
import styles from '../figures/figures.module.css'
import { FilterBar } from '../figures/filter-bar.tsx'
import { localDay, rangeOf } from '../figures/range.ts'
import { lazyPart } from '../lazy-part.ts'
import { Failed } from '../shell/failed.tsx'
import { languageName } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import page from './page.module.css'

const Charts = lazyPart(() => import('../figures/charts.tsx'), 'Charts')

/** What the bot and the desk did, counted: each figure with what it means, then by day, channel and language. */
export function FiguresPage() {
  const { t, i18n } = useTranslation()
  const [search, setSearch] = useSearchParams()
  const today = localDay(useNow(60_000))
  const asked: FiguresAsked = {
    ...rangeOf(search, today),
    channel: search.get('channel') ?? '',
    language: search.get('language') ?? '',
  }
  const { data: figures, error, isPlaceholderData, refetch } = useQuery(figuresQuery(asked))
  const change = (part: Partial<FiguresAsked>) =>
    setSearch(Object.fromEntries(Object.entries({ ...asked, ...part }).filter(([, value]) => value !== '')), {
      replace: true,
    })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={`${page.page} ${styles.page}`} tabIndex={0} aria-label={t('figures.title')}>
      <div className={page.inner}>
        <header className={page.head}>
          <h1>{t('figures.title')}</h1>
        </header>
        <FilterBar asked={asked} today={today} onChange={change} />
        {figures === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
        {figures === undefined && error === null && <p role="status">{t('loading')}</p>}
        {figures !== undefined && (
          <>
            <div className={styles.cards} data-stale={isPlaceholderData} aria-busy={isPlaceholderData}>
              {FIGURES.map(figure => (
                <FigureCard key={figure} figure={figure} total={figures.total} />
              ))}
            </div>
            <Suspense fallback={<p role="status">{t('loading')}</p>}>
              <Charts figures={figures} />
            </Suspense>
            {figures.byChannel.length > 0 && (
              <section className={page.section}>
                <h2>{t('figures.byChannel')}</h2>
                <div className={page.box}>
                  <FigureTable
                    title={t('queue.by.channel')}
                    rows={figures.byChannel.map(values => ({
                      name: t(`channel.${values.channel}`, values.channel),
                      values,
                    }))}
                  />
                </div>
              </section>
            )}
            {figures.byLanguage.length > 0 && (
              <section className={page.section}>
                <h2>{t('figures.byLanguage')}</h2>
                <div className={page.box}>
                  <FigureTable
                    title={t('queue.by.language')}
                    rows={figures.byLanguage.map(values => ({
                      name:
                        values.language === 'und'
                          ? t('figures.unknownLanguage')
                          : languageName(values.language, i18n.language),
                      values,
                    }))}
                  />
                </div>
              </section>
            )}
            <p className={page.muted}>{t('figures.zone', { zone: figures.timeZone })}</p>
          </>
        )}
      </div>
    </section>
  )
}
