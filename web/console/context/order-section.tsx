import { IconPackage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { safeLink } from '../../widget/links.ts'
import { OutLink } from '../conversation/rich-text.tsx'
import styles from './context.module.css'
import { wordsOf } from './words-of.ts'

/** The order that it is about, as a card. */
export function OrderSection({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const { orderCard, order } = handoff
  const facts = orderCard?.facts ?? plainFacts(order)
  if (orderCard === undefined && facts.length === 0) return null
  const link = safeLink(orderCard?.link?.url)
  return (
    <section className={styles.section}>
      <h2>{t('context.order')}</h2>
      <div className={styles.order}>
        <strong>
          <IconPackage size={17} stroke={1.7} aria-hidden />
          {orderCard?.title ?? `${t('context.order')} ${String(order?.number ?? '')}`}
        </strong>
        <dl className={styles.facts}>
          {facts.map(({ title, value }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {link !== undefined && <OutLink href={link}>{orderCard?.link?.title}</OutLink>}
      </div>
    </section>
  )
}

/** What a source of orders gave, where there is no card of it: its plain fields. */
const plainFacts = (order: ContextPackage['order']): { title: string; value: string }[] =>
  Object.entries(order ?? {})
    .filter(([name, value]) => name !== 'number' && ['string', 'number'].includes(typeof value))
    .map(([name, value]) => ({ title: wordsOf(name), value: String(value) }))
