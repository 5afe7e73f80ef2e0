import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearchParams } from 'wouter'
import { MIN_PASSWORD } from '../../../protocol/api/account.ts'
import { ApiError } from '../api/request.ts'
import { setUp } from '../api/session.ts'
import { DoorPage } from './door.tsx'

/** The first account, by the one-time link that the first start prints. */
export function SetUpPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const token = useSearchParams()[0].get('token') ?? ''
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name))
    const password = text('password')
    if (password !== text('again')) return setError(t('setUp.differ'))
    setBusy(true)
    setError(undefined)
    try {
      await setUp(client, { token, name: text('name').trim(), email: text('email').trim(), password })
      navigate('/', { replace: true })
    } catch (failure) {
      const status = failure instanceof ApiError ? failure.status : 0
      const used = status >= 400 && status < 500 && status !== 422
      const detail = failure instanceof ApiError ? failure.detail : undefined
      setError(
        used
          ? t('setUp.used')
          : status === 422 && detail
            ? detail
            : t(status === 0 ? 'errors.offline' : 'errors.server'),
      )
      setBusy(false)
    }
  }

  return (
    <DoorPage title={t('setUp.title')} about={t('setUp.about')} error={error}>
      <form onSubmit={event => void submit(event)}>
        <TextInput
          name="name"
          label={t('setUp.name')}
          autoComplete="name"
          maxLength={200}
          required
          autoFocus
        />
        <TextInput name="email" type="email" label={t('signIn.email')} autoComplete="username" required />
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          description={t('setUp.rule', { count: MIN_PASSWORD })}
          minLength={MIN_PASSWORD}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <PasswordInput
          name="again"
          label={t('setUp.again')}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t('setUp.submit')}
        </Button>
      </form>
    </DoorPage>
  )
}
