import { useTranslation } from 'react-i18next'
import {
  contactsSchema,
  deletedSchema,
  editedSchema,
  locationSchema,
  reactionSchema,
} from '../../../protocol/channel-event.ts'
import type { Entry } from '../api/transcript.ts'
import { clockTime } from '../time/format.ts'
import styles from './message.module.css'
import { OutLink } from './rich-text.tsx'

/** Something that happened, and no message: a hand-off, a place, a sign under a message that is not here. */
export function NoticeRow({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation()
  return (
    <p className={styles.notice}>
      <bdi>
        <Words entry={entry} />
      </bdi>{' '}
      <time dateTime={entry.at}>{t('message.at', { time: clockTime(entry.at, i18n.language) })}</time>
    </p>
  )
}

function Words({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  const { name = '', value } = entry.activity
  if (name === 'location') {
    const place = locationSchema.safeParse(value).data
    if (place !== undefined) {
      const { latitude, longitude } = place
      const label = place.name ?? place.address ?? `${latitude}, ${longitude}`
      const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
      return <OutLink href={map}>{t('notice.location', { place: label })}</OutLink>
    }
  }
  if (name === 'contacts') {
    const found = contactsSchema.safeParse(value).data
    const people = found?.contacts.map(contact =>
      [contact.name, ...contact.phones, ...contact.emails].filter(Boolean).join(' '),
    )
    if (people !== undefined) return t('notice.contacts', { people: people.join('; ') })
  }
  if (name === 'reaction') {
    const emoji = reactionSchema.safeParse(value).data?.emoji
    return emoji === undefined ? t('notice.unreacted') : t('notice.reacted', { emoji })
  }
  if (name === 'edited') return t('notice.edited', { text: editedSchema.safeParse(value).data?.text ?? '' })
  if (name === 'deleted' && deletedSchema.safeParse(value).success) return t('notice.deleted')
  if (name === 'unsent') return t('notice.unsent', { text: entry.translation?.text ?? entry.text ?? '' })
  const words = entry.text ?? entry.activity.text ?? ''
  return words === ''
    ? t(
        `notice.${name === '' ? entry.activity.type : name}`,
        t('notice.other', { what: name || entry.activity.type }),
      )
    : words
}
