import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import styles from './composer.module.css'

/** More would be a list to read, not a hint. */
const SHOWN = 3

/** Replies that fit, from the FAQ and from what agents wrote before: a click puts one into the text, to be read before it goes. */
export function Suggestions({
  handoff,
  onChoose,
}: {
  handoff: ContextPackage
  onChoose(text: string): void
}) {
  const { t } = useTranslation()
  const replies = handoff.suggestions ?? handoff.suggestedReplies.map(text => ({ text, from: undefined }))
  if (replies.length === 0) return null
  return (
    <ul className={styles.suggestions} aria-label={t('composer.suggested')}>
      {replies.slice(0, SHOWN).map(({ text, from }) => (
        <li key={text}>
          <UnstyledButton className={styles.suggestion} onClick={() => onChoose(text)} title={text}>
            {from !== undefined && <small>{t(`composer.from.${from}`)}</small>}
            <span dir="auto">{text}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}
