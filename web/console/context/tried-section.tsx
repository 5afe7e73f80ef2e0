import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { clockTime } from '../time/format.ts'
import styles from './context.module.css'
import { wordsOf } from './words-of.ts'

/** Older steps say little about why it is here. */
const SHOWN = 8

/** What the bot did before, and what of it failed. */
export function TriedSection({ handoff }: { handoff: ContextPackage }) {
  const { t, i18n } = useTranslation()
  const tried = handoff.tried.slice(-SHOWN)
  if (tried.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{t('context.tried')}</h2>
      <ol className={styles.tried}>
        {tried.map(({ at, kind, name, title, outcome, error }) => (
          <li key={`${at} ${kind} ${name}`} data-failed={error !== undefined}>
            {error === undefined ? (
              <IconCheck size={15} aria-hidden />
            ) : (
              <IconAlertTriangle size={15} aria-label={t('context.failed')} role="img" />
            )}
            <span>
              <small className={styles.muted}>{t(`context.kind.${kind}`)}</small> {title ?? wordsOf(name)}
              {outcome !== undefined && error === undefined && (
                <small className={styles.muted}> · {wordsOf(outcome)}</small>
              )}
              {error !== undefined && <em>{error}</em>}
            </span>
            <time dateTime={at}>{clockTime(at, i18n.language)}</time>
          </li>
        ))}
      </ol>
    </section>
  )
}
