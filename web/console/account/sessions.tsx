import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endSessions } from '../api/account.ts'
import { signOut } from '../api/session.ts'
import { sentenceOf } from '../shell/failed.tsx'
import styles from './account.module.css'

/** Signs out here, there and everywhere. */
export function Sessions() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [sure, setSure] = useState(false)
  const end = useMutation({ mutationFn: endSessions, onSuccess: () => signOut(client) })
  return (
    <div className={styles.form}>
      <p>{t('account.everywhereAbout')}</p>
      {end.error !== null && <p role="alert">{sentenceOf(end.error, t)}</p>}
      <Button
        variant={sure ? 'filled' : 'default'}
        {...(sure && { color: 'red' })}
        loading={end.isPending}
        onClick={() => (sure ? end.mutate() : setSure(true))}
        onBlur={() => setSure(false)}
      >
        {t(sure ? 'account.everywhereSure' : 'account.everywhere')}
      </Button>
    </div>
  )
}
