import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { withoutBidi } from '../../widget/links.ts'
import { Avatar } from '../people/avatar.tsx'
import { countryName, languageName } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './context.module.css'

/** Who it is: name, proof, language, place and their own time of day. */
export function CustomerSection({ handoff }: { handoff: ContextPackage }) {
  const { t, i18n } = useTranslation()
  const { name, verified, returning, language, country } = handoff.customer
  const time = useLocalTime(handoff.customer, i18n.language)
  return (
    <section className={styles.section}>
      <div className={styles.who}>
        <Avatar name={name} size={44} />
        <div>
          <h2>
            <bdi>{withoutBidi(name ?? t('someone'))}</bdi>
          </h2>
          <p className={verified ? styles.good : styles.muted}>
            {verified ? (
              <IconCircleCheck size={15} aria-hidden />
            ) : (
              <IconCircleDashed size={15} aria-hidden />
            )}
            {t(verified ? 'context.verified' : 'context.unverified')}
            <span className={styles.muted}> · {t(returning ? 'context.returning' : 'context.new')}</span>
          </p>
        </div>
      </div>
      <dl className={styles.facts}>
        {language !== undefined && (
          <div>
            <dt>{t('context.language')}</dt>
            <dd>{languageName(language, i18n.language)}</dd>
          </div>
        )}
        {(time !== undefined || country !== undefined) && (
          <div>
            <dt>{t('context.there')}</dt>
            <dd>
              {[time, country === undefined ? undefined : countryName(country, i18n.language)]
                .filter(Boolean)
                .join(' · ')}
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

/** The customer's clock as it is now; the package tells how it was when it was made. */
function useLocalTime(
  { timeZone, localTime }: ContextPackage['customer'],
  language: string,
): string | undefined {
  const now = useNow(10_000)
  if (timeZone === undefined) return localTime
  try {
    return new Intl.DateTimeFormat(language, {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(now)
  } catch {
    return localTime
  }
}
