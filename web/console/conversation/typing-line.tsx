import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { withoutBidi } from '../../widget/links.ts'
import type { Typing } from '../api/feed.ts'
import { keys } from '../api/keys.ts'
import { useNow } from '../time/use-now.ts'
import styles from './message.module.css'

/** Gone after six seconds without another sign. */
const SHOWN_MS = 6_000

/** Who is typing: the customer, or another agent. */
export function TypingLine({ id, customer }: { id: string; customer: string | undefined }) {
  const { t } = useTranslation()
  const now = useNow(1_000)
  const { data } = useQuery<Typing | null>({
    queryKey: keys.typing(id),
    queryFn: () => null,
    enabled: false,
    initialData: null,
  })
  const typing = data !== null && Math.max(now, Date.now()) - data.at < SHOWN_MS ? data : undefined
  const name = withoutBidi(
    typing?.name ??
      (typing?.who === 'customer' ? customer : undefined) ??
      t(`speaker.${typing?.who ?? 'customer'}`),
  )
  return (
    <div className={styles.typing} role="status">
      {typing !== undefined && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('message.typing', { name })}
        </>
      )}
    </div>
  )
}
