import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Figures } from '../../../protocol/api/figures.ts'
import { deskQuery } from '../api/desk.ts'
import { ChartFrame } from './chart-frame.tsx'
import { CountTable } from './count-table.tsx'
import { countOf } from './counts.ts'
import { DayDrawing, RankDrawing } from './drawings.tsx'
import { FigureTable } from './figure-table.tsx'
import styles from './figures.module.css'
import { duration, roundDuration, share } from './show-value.ts'
import { surveysOf } from './surveys.ts'

const COLOURS = { conversations: 'var(--chart-1)', contained: 'var(--chart-2)', escalated: 'var(--chart-3)' }

/** Every drawing of the page; loaded when it is opened, since the library behind it is heavy. */
export function Charts({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const dayName = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const days = figures.byDay.map(values => ({ ...values, name: dayName.format(Date.parse(values.day)) }))
  const number = new Intl.NumberFormat(language)
  const table = (
    <FigureTable title={t('figures.day')} rows={days.map(values => ({ name: values.name, values }))} />
  )
  const series = (dataKey: string, colour: string) => ({
    dataKey,
    name: t(`figures.name.${dataKey}`),
    colour,
  })
  const reasons = figures.reasons.map(({ reason, count }) => ({ name: t(`reason.${reason}`, reason), count }))
  const { data: desk } = useQuery(deskQuery(language))
  const labels = new Map(desk?.causes.map(({ cause, label }) => [cause, label]))
  const causes = figures.causes.map(({ cause, count }) => ({ name: labels.get(cause) ?? cause, count }))
  const surveys = surveysOf(figures.grades)
  return (
    <div className={styles.charts}>
      <ChartFrame
        title={t('figures.charts.conversations')}
        empty={figures.total.conversations === 0}
        table={table}
        chart={
          <DayDrawing
            rows={days.map(values => ({
              day: values.name,
              conversations: values.conversations,
              contained: countOf(values.contained, values.ended),
              escalated: countOf(values.escalated, values.conversations),
            }))}
            bars={[series('conversations', COLOURS.conversations)]}
            lines={[series('contained', COLOURS.contained), series('escalated', COLOURS.escalated)]}
            isCount
            write={value => number.format(value)}
          />
        }
      />
      <ChartFrame
        title={t('figures.charts.times')}
        empty={figures.total.firstResponse === null && figures.total.timeToResolution === null}
        table={table}
        chart={
          <DayDrawing
            rows={days.map(({ name, firstResponse, timeToResolution }) => ({
              day: name,
              firstResponse,
              timeToResolution,
            }))}
            lines={[
              series('firstResponse', COLOURS.conversations),
              series('timeToResolution', COLOURS.escalated),
            ]}
            write={value => duration(value, language)}
            writeTick={value => roundDuration(value, language)}
          />
        }
      />
      <ChartFrame
        title={t('figures.charts.shares')}
        empty={
          figures.total.csat === null &&
          figures.total.firstContactResolution === null &&
          figures.total.contained === null
        }
        table={table}
        chart={
          <DayDrawing
            rows={days.map(({ name, contained, firstContactResolution, csat }) => ({
              day: name,
              contained,
              firstContactResolution,
              csat,
            }))}
            lines={[
              series('contained', COLOURS.contained),
              series('firstContactResolution', COLOURS.conversations),
              series('csat', COLOURS.escalated),
            ]}
            write={value => share(value, language)}
          />
        }
      />
      <Ranked
        title={t('figures.charts.reasons')}
        column={t('figures.reason')}
        rows={reasons}
        colour={COLOURS.escalated}
      />
      <Ranked
        title={t('figures.charts.causes')}
        column={t('figures.cause')}
        rows={causes}
        colour={COLOURS.contained}
      />
      {surveys.map(({ survey, most, score, counts }) => (
        <Ranked
          key={survey}
          title={t(`figures.surveys.${survey}`)}
          about={t(`figures.surveyAbout.${survey}`, {
            score: survey === 'nps' ? number.format(Math.round(score * 100)) : share(score, language),
          })}
          column={t('figures.gradeColumn')}
          rows={counts.map(({ grade, count }) => ({ name: t('figures.grade', { grade, most }), count }))}
          colour={COLOURS.conversations}
        />
      ))}
    </div>
  )
}

interface RankedProps {
  title: string
  about?: string
  column: string
  rows: readonly { name: string; count: number }[]
  colour: string
}

/** More bars than this are a list, which the table is; a survey has eleven at most. */
const MOST_BARS = 11

function Ranked({ title, about, column, rows, colour }: RankedProps) {
  const { t } = useTranslation()
  return (
    <ChartFrame
      title={title}
      {...(about !== undefined && { about })}
      empty={rows.length === 0}
      table={<CountTable title={column} rows={rows} />}
      chart={<RankDrawing rows={rows.slice(0, MOST_BARS)} colour={colour} label={t('figures.count')} />}
    />
  )
}
