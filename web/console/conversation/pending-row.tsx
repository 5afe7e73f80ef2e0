import { Button } from '@mantine/core'
import { IconClock, IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from '../shell/failed.tsx'
import styles from './message.module.css'
import { RichText } from './rich-text.tsx'
import type { Sent } from './use-sending.ts'

interface Props {
  sent: Sent
  onRetry(): void
  onDrop(): void
}

/** What was just written: on its way, or failed with the reason and a way to try again. */
export function PendingRow({ sent, onRetry, onDrop }: Props) {
  const { t } = useTranslation()
  const { text, attachments, template, kind } = sent.outgoing
  const words = [
    text,
    template === undefined ? '' : t('message.template', { name: template }),
    ...attachments.map(({ name }) => name),
  ]
    .filter(Boolean)
    .join('\n')
  const failed = sent.status === 'failed'
  return (
    <>
      {kind === 'note' ? (
        <article className={`${styles.note} ${failed ? '' : styles.pending}`}>
          <header>
            <IconNote size={15} aria-hidden />
            {t('message.note')}
          </header>
          <RichText text={words} markdown={false} />
        </article>
      ) : (
        <article className={`${styles.message} ${failed ? '' : styles.pending}`} data-speaker="agent">
          <div className={styles.line}>
            <div className={styles.bubble}>
              <RichText text={words} markdown={false} />
            </div>
            {!failed && (
              <footer className={styles.foot}>
                <IconClock size={14} role="img" aria-label={t('message.sending')} />
              </footer>
            )}
          </div>
        </article>
      )}
      {failed && (
        <div className={styles.failure} role="alert">
          <span>
            {t('message.failed')} {sentenceOf(sent.error, t)}
          </span>
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t('errors.retry')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDrop}>
            {t('message.drop')}
          </Button>
        </div>
      )}
    </>
  )
}
