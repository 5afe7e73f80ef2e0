import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Allowed } from '../../../protocol/api/allowed.ts'
import styles from './composer.module.css'

/** What may still be sent when the channel's window is closed. */
export function Templates({
  templates,
  onSend,
}: {
  templates: Allowed['templates']
  onSend(name: string): void
}) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string>()
  if (templates.length === 0) return <p className={styles.blocked}>{t('composer.noTemplates')}</p>
  return (
    <fieldset className={styles.templates}>
      <legend>{t('composer.templates')}</legend>
      {templates.map(({ name, text }) => (
        <label key={name} className={styles.template}>
          <input
            type="radio"
            name="template"
            value={name}
            checked={chosen === name}
            onChange={() => setChosen(name)}
          />
          <span>
            <strong>{name}</strong>
            {text !== undefined && <span dir="auto">{text}</span>}
          </span>
        </label>
      ))}
      <div className={styles.tools}>
        <span className={styles.hint} />
        <Button disabled={chosen === undefined} onClick={() => chosen !== undefined && onSend(chosen)}>
          {t('composer.sendTemplate')}
        </Button>
      </div>
    </fieldset>
  )
}
