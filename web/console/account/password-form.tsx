import { Button, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MIN_PASSWORD } from '../../../protocol/api/account.ts'
import { changePassword } from '../api/account.ts'
import { sentenceOf } from '../shell/failed.tsx'
import styles from './account.module.css'

/** Another password; who is signed in elsewhere is signed out there. */
export function PasswordForm({ email }: { email: string }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [checked, setChecked] = useState(false)
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess() {
      for (const empty of [setCurrent, setPassword, setAgain]) empty('')
      setChecked(false)
      notifications.show({ message: t('account.passwordChanged') })
    },
  })
  const isShort = password.length < MIN_PASSWORD
  const differ = password !== again
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    setChecked(true)
    if (current !== '' && !isShort && !differ) change.mutate({ current, password })
  }
  const show = { visibilityToggleButtonProps: { 'aria-label': t('signIn.show') } }
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        {...show}
        label={t('account.current')}
        autoComplete="current-password"
        value={current}
        onChange={event => setCurrent(event.currentTarget.value)}
        error={change.error !== null && sentenceOf(change.error, t)}
        required
      />
      <PasswordInput
        {...show}
        label={t('account.new')}
        description={t('setUp.rule', { count: MIN_PASSWORD })}
        autoComplete="new-password"
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        error={checked && isShort && t('setUp.rule', { count: MIN_PASSWORD })}
        required
      />
      <PasswordInput
        {...show}
        label={t('setUp.again')}
        autoComplete="new-password"
        value={again}
        onChange={event => setAgain(event.currentTarget.value)}
        error={checked && differ && t('setUp.differ')}
        required
      />
      <Button type="submit" loading={change.isPending}>
        {t('account.change')}
      </Button>
    </form>
  )
}
