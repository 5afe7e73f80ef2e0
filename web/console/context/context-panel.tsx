import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearch } from 'wouter'
import { handoffQuery } from '../api/handoffs.ts'
import styles from './context.module.css'
import { CustomerSection } from './customer-section.tsx'
import { EarlierSection } from './earlier-section.tsx'
import { OrderSection } from './order-section.tsx'
import { SlotsSection } from './slots-section.tsx'
import { TriedSection } from './tried-section.tsx'
import { WhatSection } from './what-section.tsx'

/** The third column: who, what, what was tried; the most telling first, so that five seconds are enough. */
export function ContextPanel({ id }: { id: string }) {
  const { t } = useTranslation()
  const search = useSearch()
  const { data: handoff } = useQuery(handoffQuery(id))
  if (handoff === undefined) return null
  return (
    <aside className={styles.panel} aria-label={t('context.title')}>
      <Link href={`/c/${id}${search === '' ? '' : `?${search}`}`} className={styles.back}>
        <IconArrowLeft size={18} aria-hidden />
        {t('context.back')}
      </Link>
      <CustomerSection handoff={handoff} />
      <WhatSection handoff={handoff} />
      <OrderSection handoff={handoff} />
      <TriedSection handoff={handoff} />
      <SlotsSection handoff={handoff} />
      <EarlierSection handoff={handoff} />
    </aside>
  )
}
