import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { handoffQuery } from '../api/handoffs.ts'
import { isOpen } from '../api/recent.ts'
import { Composer } from '../composer/composer.tsx'
import { useSeen } from '../notify/use-unread.ts'
import { Failed } from '../shell/failed.tsx'
import styles from './conversation.module.css'
import { ConversationHeader } from './conversation-header.tsx'
import { Ended } from './ended.tsx'
import { Transcript } from './transcript.tsx'
import { TypingLine } from './typing-line.tsx'
import { useSending } from './use-sending.ts'

/** The middle column: header with what can be done, transcript, composer. */
export function Conversation({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: handoff, error, refetch } = useQuery(handoffQuery(id))
  useSeen(id)
  if (handoff !== undefined) return <Loaded handoff={handoff} />
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />
  return (
    <p className="unseen" role="status">
      {t('loading')}
    </p>
  )
}

function Loaded({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const sending = useSending(handoff.id, handoff.transcript)
  return (
    <section
      id="conversation"
      className={styles.conversation}
      tabIndex={-1}
      aria-label={t('conversation.title')}
    >
      <ConversationHeader handoff={handoff} />
      <Transcript handoff={handoff} sending={sending} />
      <TypingLine id={handoff.id} customer={handoff.customer.name} />
      {isOpen(handoff) ? <Composer handoff={handoff} onSend={sending.send} /> : <Ended handoff={handoff} />}
    </section>
  )
}
