import { CloseButton, UnstyledButton } from '@mantine/core'
import { IconAlertCircle, IconFile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { withoutBidi } from '../../widget/links.ts'
import { sizeOf } from '../conversation/media-view.tsx'
import { sentenceOf } from '../shell/failed.tsx'
import { type Attached, attachAgain, detach } from './attachments.ts'
import styles from './composer.module.css'

/** The files of the draft: how far each is, and what went wrong. */
export function AttachmentList({ id, attached }: { id: string; attached: readonly Attached[] }) {
  const { t, i18n } = useTranslation()
  if (attached.length === 0) return null
  return (
    <ul className={styles.files} aria-label={t('composer.files')}>
      {attached.map(file => {
        const name = withoutBidi(file.name)
        const failed = file.error !== undefined
        return (
          <li key={file.key} data-failed={failed}>
            {failed ? <IconAlertCircle size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
            <span className={styles.fileName}>
              <bdi>{name}</bdi>
              <small>
                {failed
                  ? sentenceOf(file.error, t)
                  : file.done === undefined
                    ? `${Math.round(file.share * 100)} %`
                    : sizeOf(file.size, i18n.language)}
              </small>
            </span>
            {failed && (
              <UnstyledButton className={styles.again} onClick={() => attachAgain(id, file)}>
                {t('errors.retry')}
              </UnstyledButton>
            )}
            {file.done === undefined && !failed && (
              <progress value={file.share} max={1} aria-label={t('composer.uploading', { name })} />
            )}
            <CloseButton
              size="sm"
              aria-label={t('composer.remove', { name })}
              onClick={() => detach(id, file.key)}
            />
          </li>
        )
      })}
    </ul>
  )
}
