import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/request.ts'
import { signIn } from '../api/session.ts'
import { DoorPage } from './door.tsx'

/** E-mail and password; whatever page was asked for comes after. */
export function SignInPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      await signIn(client, {
        email: String(form.get('email')).trim(),
        password: String(form.get('password')),
      })
    } catch (failure) {
      setError(t(reasonOf(failure)))
      setBusy(false)
    }
  }

  return (
    <DoorPage title={t('signIn.title')} about={t('signIn.about')} error={error}>
      <form onSubmit={event => void submit(event)}>
        <TextInput
          name="email"
          type="email"
          label={t('signIn.email')}
          autoComplete="username"
          required
          autoFocus
        />
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t('signIn.submit')}
        </Button>
      </form>
    </DoorPage>
  )
}

function reasonOf(failure: unknown): string {
  const status = failure instanceof ApiError ? failure.status : 0
  if (status === 401 || status === 422) return 'signIn.wrong'
  if (status === 429) return 'signIn.tooMany'
  return status === 0 ? 'errors.offline' : 'errors.server'
}
