import { useTranslation } from 'react-i18next'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import page from '../pages/page.module.css'
import { languageName, shortDuration } from '../time/format.ts'
import styles from './team.module.css'
import { type Waiting, waitingBy, waitingOf } from './waiting.ts'

interface Props {
  rows: readonly HandoffSummary[]
  now: number
}

/** How long customers wait now: in all, by language and by team. */
export function WaitingTables({ rows, now }: Props) {
  const { t, i18n } = useTranslation()
  const all = waitingOf(rows, now)
  const time = (ms: number | undefined) => (ms === undefined ? '–' : shortDuration(ms, i18n.language))
  const tiles: readonly [key: string, value: string | number, alarm: boolean][] = [
    ['open', rows.length, false],
    ['waiting', all.waiting, false],
    ['overdue', all.overdue, all.overdue > 0],
    ['longest', time(all.longest), false],
    ['median', time(all.median), false],
  ]
  return (
    <>
      <dl className={styles.tiles}>
        {tiles.map(([key, value, alarm]) => (
          <div key={key} data-alarm={alarm}>
            <dt>{t(`team.wait.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.tables}>
        {(['language', 'channel', 'team'] as const).map(field => (
          <By
            key={field}
            title={t(`queue.by.${field}`)}
            rows={waitingBy(rows, field, now)}
            nameOf={nameOf(field)}
            time={time}
          />
        ))}
      </div>
    </>
  )

  function nameOf(field: 'language' | 'team' | 'channel') {
    return (name: string) => {
      if (name === '') return t(field === 'team' ? 'team.noTeam' : 'figures.unknownLanguage')
      if (field === 'language') return languageName(name, i18n.language)
      return field === 'channel' ? t(`channel.${name}`, name) : name
    }
  }
}

interface ByProps {
  title: string
  rows: readonly { name: string; open: number; waiting: Waiting }[]
  nameOf(name: string): string
  time(ms: number | undefined): string
}

function By({ title, rows, nameOf, time }: ByProps) {
  const { t } = useTranslation()
  // A desk without teams need not be told so.
  if (rows.every(({ name }) => name === '')) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={`${page.box} ${page.wide}`} tabIndex={0} aria-label={title}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {['open', 'waiting', 'overdue', 'longest'].map(key => (
              <th key={key} scope="col" data-number="true">
                {t(`team.wait.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, open, waiting }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{nameOf(name)}</bdi>
              </th>
              <td data-number="true">{open}</td>
              <td data-number="true">{waiting.waiting}</td>
              <td data-number="true">{waiting.overdue}</td>
              <td data-number="true">{time(waiting.longest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
