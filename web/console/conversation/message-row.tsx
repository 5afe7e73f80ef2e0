import { IconLanguage, IconRobot } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { cardOf } from '../../widget/card.ts'
import { withoutBidi } from '../../widget/links.ts'
import type { Entry } from '../api/transcript.ts'
import { Avatar } from '../people/avatar.tsx'
import { clockTime, fullTime, languageName } from '../time/format.ts'
import { CardView } from './card-view.tsx'
import { Choices } from './choices.tsx'
import { DeliveryMark } from './delivery-mark.tsx'
import { MediaView } from './media-view.tsx'
import styles from './message.module.css'
import { RichText } from './rich-text.tsx'
import type { Marks } from './rows.ts'

interface Props {
  entry: Entry
  isFirst: boolean
  marks: Marks
  /** What it says since the customer changed it. */
  now: string | undefined
  customer: string | undefined
}

/** What the customer, the bot or an agent said. */
export const MessageRow = memo(function MessageRow({ entry, isFirst, marks, now, customer }: Props) {
  const { t, i18n } = useTranslation()
  const { speaker, activity, media = [], delivery } = entry
  const author = withoutBidi(nameOf(entry, customer) ?? t(`speaker.${speaker}`))
  const text = now ?? entry.text ?? ''
  const cards = (activity.attachments ?? []).flatMap(
    ({ contentType, content }) =>
      cardOf({ contentType, content, contentUrl: undefined, name: undefined }) ?? [],
  )
  return (
    <article
      className={styles.message}
      data-speaker={speaker}
      data-first={isFirst}
      aria-label={t('message.from', { name: author, at: clockTime(entry.at, i18n.language) })}
    >
      {isFirst && (
        <header className={styles.head}>
          {speaker === 'bot' ? (
            <IconRobot size={15} stroke={1.7} aria-hidden />
          ) : (
            <Avatar name={author} size={20} />
          )}
          <bdi className={styles.author}>{author}</bdi>
          {speaker !== 'customer' && author !== t(`speaker.${speaker}`) && (
            <span className={styles.role}>{t(`speaker.${speaker}`)}</span>
          )}
        </header>
      )}
      <div className={styles.line} data-loud={delivery?.error !== undefined}>
        <div className={styles.parts}>
          {text !== '' && (
            <div className={styles.bubble} data-deleted={marks.deleted}>
              <RichText text={text} markdown={speaker === 'bot' && activity.textFormat !== 'plain'} />
              <Translation entry={entry} />
            </div>
          )}
          {cards.map((card, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: attachments never change places
            <CardView key={i} card={card} />
          ))}
          {media.map(file => (
            <MediaView key={file.id} media={file} />
          ))}
          <Choices activity={activity} />
          {marks.reactions.length > 0 && (
            <span
              className={styles.reactions}
              role="img"
              aria-label={t('message.reacted', { signs: marks.reactions.join(' ') })}
            >
              {marks.reactions.join(' ')}
            </span>
          )}
        </div>
        <footer className={styles.foot}>
          {marks.edited && <span>{t('message.edited')}</span>}
          {marks.deleted && <span className={styles.gone}>{t('message.deleted')}</span>}
          <time dateTime={entry.at} title={fullTime(entry.at, i18n.language)}>
            {clockTime(entry.at, i18n.language)}
          </time>
          {delivery !== undefined && <DeliveryMark delivery={delivery} />}
        </footer>
      </div>
    </article>
  )
})

const nameOf = ({ speaker, author }: Entry, customer: string | undefined): string | undefined =>
  author ?? (speaker === 'customer' ? customer : undefined)

/** The same in the agent's language, marked as a machine's. */
function Translation({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation()
  const { translation, speaker } = entry
  if (translation === undefined) return null
  const language = languageName(translation.language, i18n.language)
  if (translation.status === 'failed')
    return <p className={styles.translation}>{t('message.untranslated', { language })}</p>
  if (translation.status === 'wanted') return <p className={styles.translation}>{t('message.translating')}</p>
  return (
    <div className={styles.translation} lang={translation.language}>
      <span className={styles.translated}>
        <IconLanguage size={14} aria-hidden />
        {speaker === 'agent' ? t('message.original', { language }) : t('message.translated', { language })}
      </span>
      <RichText text={translation.text ?? ''} markdown={false} />
    </div>
  )
}
