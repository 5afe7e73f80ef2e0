import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { ContextPanel } from '../context/context-panel.tsx'
import { Conversation } from '../conversation/conversation.tsx'
import { useTitle } from '../notify/use-title.ts'
import { QueueColumn } from '../queue/queue-column.tsx'
import { useSettings } from '../settings/settings.ts'
import styles from './desk.module.css'

/** Queue, conversation, context: three columns, which become pages where the window is narrow. */
export function DeskPage() {
  const { t } = useTranslation()
  const { id, part } = useParams<{ id?: string; part?: string }>()
  const { panel } = useSettings()
  useTitle()
  useEffect(() => {
    // On a phone the conversation is a page of its own: who reads by ear begins there.
    if (id !== undefined && matchMedia('(width < 768px)').matches)
      document.getElementById('conversation')?.focus()
  }, [id])
  const shows = id === undefined ? 'queue' : part === 'about' ? 'context' : 'conversation'
  return (
    <div className={styles.desk} data-shows={shows} data-panel={panel && id !== undefined}>
      <div className={styles.queue}>
        <QueueColumn selected={id} />
      </div>
      <div className={styles.conversation}>
        {id === undefined ? (
          <p className={styles.none}>{t('desk.choose')}</p>
        ) : (
          <Conversation key={id} id={id} />
        )}
      </div>
      {id !== undefined && (
        <div className={styles.context}>
          <ContextPanel id={id} />
        </div>
      )}
    </div>
  )
}
