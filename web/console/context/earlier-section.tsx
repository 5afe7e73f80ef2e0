import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import type { EarlierConversation } from '../../../protocol/api/package-parts.ts'
import { ChannelIcon } from '../people/channel-icon.tsx'
import { shortDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './context.module.css'
import { wordsOf } from './words-of.ts'

/** What the customer wrote about before, on any channel. */
export function EarlierSection({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const earlier = handoff.customer.earlier ?? []
  if (earlier.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>{t('context.earlier')}</h2>
      <ul className={styles.earlier}>
        {earlier.map(conversation => (
          <li key={conversation.id}>
            <Earlier conversation={conversation} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Earlier({ conversation }: { conversation: EarlierConversation }) {
  const { t, i18n } = useTranslation()
  const now = useNow(60_000)
  const { channel, lastActivityAt, about, title, orderNumber, ended, cause, causeTitle, handoffId } =
    conversation
  const words = (
    <>
      <ChannelIcon channel={channel} size={15} />
      <span>
        {title ?? (about === undefined ? t('context.nothingKnown') : wordsOf(about))}
        {orderNumber !== undefined && <bdi> · {orderNumber}</bdi>}
        <small className={styles.muted}>
          {t(`context.ended.${ended}`)}
          {cause !== undefined && ` · ${causeTitle ?? wordsOf(cause)}`}
        </small>
      </span>
      <time dateTime={lastActivityAt}>{shortDay(lastActivityAt, i18n.language, now)}</time>
    </>
  )
  return handoffId === undefined ? (
    <div className={styles.past}>{words}</div>
  ) : (
    <Link href={`/c/${handoffId}`} className={styles.past}>
      {words}
    </Link>
  )
}
