import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import styles from './context.module.css'
import { wordsOf } from './words-of.ts'

/** What the customer has told already: nobody need ask again. */
export function SlotsSection({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const slots = Object.entries(handoff.slots).filter(([, value]) => value !== null && value !== '')
  if (slots.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{t('context.slots')}</h2>
      <dl className={styles.facts}>
        {slots.map(([name, value]) => (
          <div key={name}>
            <dt>{wordsOf(name)}</dt>
            <dd>
              <bdi>{textOf(value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const textOf = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 400)
