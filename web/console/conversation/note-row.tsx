import { IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { withoutBidi } from '../../widget/links.ts'
import type { Entry } from '../api/transcript.ts'
import { clockTime, fullTime } from '../time/format.ts'
import styles from './message.module.css'
import { RichText } from './rich-text.tsx'

/** A word among agents: looks like nothing that the customer gets. */
export function NoteRow({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation()
  const author = withoutBidi(entry.author ?? entry.activity.from?.name ?? t('speaker.agent'))
  return (
    <article className={styles.note} aria-label={t('message.noteBy', { name: author })}>
      <header>
        <IconNote size={15} aria-hidden />
        <span>
          {t('message.note')} · <bdi>{author}</bdi>
        </span>
        <time dateTime={entry.at} title={fullTime(entry.at, i18n.language)}>
          {clockTime(entry.at, i18n.language)}
        </time>
      </header>
      <RichText text={entry.text ?? entry.activity.text ?? ''} markdown={false} />
    </article>
  )
}
