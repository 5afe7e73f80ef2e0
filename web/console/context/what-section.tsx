import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { Deadline } from '../queue/deadline.tsx'
import styles from './context.module.css'
import { wordsOf } from './words-of.ts'

const TRENDS = { better: IconArrowUpRight, worse: IconArrowDownRight, steady: IconArrowRight }

/** What it is about: summary, reason, priority and deadline, intent, mood. */
export function WhatSection({ handoff }: { handoff: ContextPackage }) {
  const { t, i18n } = useTranslation()
  const { summary, reason, reasonTitle, priority, intent, sentiment, note, status } = handoff
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' })
  const others = intent?.alternatives.filter(other => other.intent !== intent.name) ?? []
  const Trend = sentiment && TRENDS[sentiment.trend]
  return (
    <section className={styles.section}>
      <h2>{t('context.what')}</h2>
      <p className={styles.summary} dir="auto">
        {summary}
      </p>
      <div className={styles.signs}>
        <span
          className={styles.sign}
          data-tone={priority === 'urgent' ? 'danger' : priority === 'high' ? 'warn' : undefined}
        >
          {t(`priority.${priority}`)}
        </span>
        <span className={styles.sign}>{reasonTitle ?? t(`reason.${reason}`)}</span>
        {(status === 'waiting' || status === 'offered') && (
          <span className={styles.sign}>
            <Deadline row={handoff} />
          </span>
        )}
      </div>
      {note !== undefined && status !== 'resolved' && (
        <p className={styles.botNote} dir="auto">
          {note}
        </p>
      )}
      <dl className={styles.facts}>
        {intent !== undefined && (
          <div>
            <dt>{t('context.intent')}</dt>
            <dd>
              {intent.title ?? wordsOf(intent.name)}{' '}
              <meter
                className={styles.meter}
                min={0}
                max={1}
                low={0.5}
                high={0.75}
                optimum={1}
                value={intent.confidence}
                aria-label={t('context.confidence')}
              />{' '}
              <span className={styles.muted}>{percent.format(intent.confidence)}</span>
              {others.length > 0 && (
                <small className={styles.muted}>
                  {t('context.alternatives', {
                    list: others
                      .slice(0, 2)
                      .map(
                        other =>
                          `${other.title ?? wordsOf(other.intent)} ${percent.format(other.confidence)}`,
                      )
                      .join(', '),
                  })}
                </small>
              )}
            </dd>
          </div>
        )}
        {sentiment !== undefined && Trend !== undefined && (
          <div>
            <dt>{t('context.mood')}</dt>
            <dd className={styles.mood} data-mood={sentiment.label}>
              {sentiment.title ?? t(`mood.${sentiment.label}`, sentiment.label)}
              <Trend size={16} aria-hidden />
              <span className={styles.muted}>{t(`trend.${sentiment.trend}`)}</span>
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}
