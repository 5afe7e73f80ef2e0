import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import styles from './conversation.module.css'

/** In place of the composer, once it is over: how it ended. */
export function Ended({ handoff }: { handoff: ContextPackage }) {
  const { t } = useTranslation()
  const { status, cause, causeTitle, note } = handoff
  const Glyph = status === 'resolved' ? IconCircleCheck : IconArrowBackUp
  return (
    <div className={styles.ended}>
      <Glyph size={18} aria-hidden />
      <span>
        {t(`conversation.ended.${status}`)}
        {cause !== undefined && (
          <>
            {' · '}
            <bdi>{causeTitle ?? cause}</bdi>
          </>
        )}
        {note !== undefined && status === 'resolved' && (
          <>
            {' · '}
            <bdi>{note}</bdi>
          </>
        )}
      </span>
    </div>
  )
}
