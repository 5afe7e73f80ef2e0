import { IconAlertTriangle, IconFile, IconLoader } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { withoutBidi } from '../../widget/links.ts'
import type { Entry } from '../api/transcript.ts'
import styles from './media.module.css'

type Media = NonNullable<Entry['media']>[number]

/** A file of a message: a picture or a player where the server stored and judged it, else a link, or why there is none. */
export function MediaView({ media }: { media: Media }) {
  const { t, i18n } = useTranslation()
  const { contentType = '', url } = media
  const name = withoutBidi(media.name ?? t('message.file'))
  if (media.status === 'wanted') {
    return (
      <p className={styles.state}>
        <IconLoader size={16} aria-hidden />
        {t('message.fileWanted', { name })}
      </p>
    )
  }
  const source = media.status === 'stored' ? sameOrigin(url) : undefined
  if (source === undefined) {
    return (
      <p className={styles.state}>
        <IconAlertTriangle size={16} aria-hidden />
        {t('message.fileRefused', { name, why: media.error ?? '' })}
      </p>
    )
  }
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(contentType)) {
    return (
      <a href={source} target="_blank" rel="noopener noreferrer" className={styles.picture}>
        <img src={source} alt={name} loading="lazy" decoding="async" />
        <span className="unseen"> {t('newTab')}</span>
      </a>
    )
  }
  if (contentType.startsWith('audio/')) {
    // biome-ignore lint/a11y/useMediaCaption: customers' recordings have no captions
    return <audio controls preload="none" src={source} aria-label={name} className={styles.audio} />
  }
  if (contentType.startsWith('video/')) {
    // biome-ignore lint/a11y/useMediaCaption: customers' recordings have no captions
    return <video controls preload="none" src={source} aria-label={name} className={styles.video} />
  }
  return (
    <a href={source} target="_blank" rel="noopener noreferrer" download={name} className={styles.file}>
      <IconFile size={20} stroke={1.6} aria-hidden />
      <span>
        <bdi>{name}</bdi>
        <small>{sizeOf(media.size, i18n.language)}</small>
      </span>
    </a>
  )
}

/** Files are the server's own: by whatever name it goes, we ask it where this page came from. */
function sameOrigin(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  try {
    const { pathname, search } = new URL(url, location.origin)
    return pathname + search
  } catch {
    return undefined
  }
}

/** `1.4 MB` */
export function sizeOf(bytes: number | undefined, language: string): string {
  if (bytes === undefined) return ''
  const [value, unit] = bytes >= 1e6 ? [bytes / 1e6, 'megabyte'] : [bytes / 1e3, 'kilobyte']
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value >= 10 ? 0 : 1,
  }).format(value)
}
