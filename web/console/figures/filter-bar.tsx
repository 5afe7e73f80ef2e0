import { SegmentedControl } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deskQuery } from '../api/desk.ts'
import { type FiguresAsked, figuresPath } from '../api/figures.ts'
import { languageName } from '../time/format.ts'
import styles from './figures.module.css'
import { lastDays, SPANS, spanOf } from './range.ts'

interface Props {
  asked: FiguresAsked
  today: string
  onChange(change: Partial<FiguresAsked>): void
}

/** A language that isn't known, as the figures name it. */
const UNKNOWN = 'und'

/** Which days, which channel, which language; and the same as a file. */
export function FilterBar({ asked, today, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const { data: desk } = useQuery(deskQuery(i18n.language))
  return (
    <div className={styles.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t('figures.span')}
        value={spanOf(asked, today) ?? 'other'}
        onChange={span => onChange(lastDays(Number(span), today))}
        data={SPANS.map(span => ({ value: span, label: t('figures.days', { count: Number(span) }) }))}
      />
      <label>
        {t('figures.from')}
        <input
          type="date"
          value={asked.from}
          max={asked.to}
          required
          onChange={event =>
            event.currentTarget.value !== '' && onChange({ from: event.currentTarget.value })
          }
        />
      </label>
      <label>
        {t('figures.to')}
        <input
          type="date"
          value={asked.to}
          min={asked.from}
          max={today}
          required
          onChange={event => event.currentTarget.value !== '' && onChange({ to: event.currentTarget.value })}
        />
      </label>
      <label>
        {t('queue.by.channel')}
        <select value={asked.channel} onChange={event => onChange({ channel: event.currentTarget.value })}>
          <option value="">{t('figures.all')}</option>
          {withChosen(desk?.channels ?? [], asked.channel).map(channel => (
            <option key={channel} value={channel}>
              {t(`channel.${channel}`, channel)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('queue.by.language')}
        <select value={asked.language} onChange={event => onChange({ language: event.currentTarget.value })}>
          <option value="">{t('figures.all')}</option>
          {withChosen([...(desk?.languages ?? []), UNKNOWN], asked.language).map(code => (
            <option key={code} value={code}>
              {code === UNKNOWN ? t('figures.unknownLanguage') : languageName(code, i18n.language)}
            </option>
          ))}
        </select>
      </label>
      <a className={styles.csv} href={`/api/v1/${figuresPath('figures.csv', asked)}`} download>
        <IconDownload size={15} aria-hidden />
        {t('figures.csv')}
      </a>
    </div>
  )
}

const withChosen = (choices: readonly string[], chosen: string): string[] => [
  ...new Set([...choices, ...(chosen === '' ? [] : [chosen])]),
]
