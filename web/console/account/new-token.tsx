import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SCOPES, type Scope } from '../../../protocol/api/account.ts'
import { makeToken, tokensQuery } from '../api/account.ts'
import { sentenceOf } from '../shell/failed.tsx'
import styles from './account.module.css'

/** Days after which a token ends; 0: never. */
const DAYS = [30, 90, 365, 0] as const

/** Makes an API token, and shows it this once. */
export function NewToken() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read'])
  const [days, setDays] = useState<number>(90)
  const [copied, setCopied] = useState(false)
  const make = useMutation({
    mutationFn: makeToken,
    onSuccess() {
      setName('')
      setCopied(false)
      return client.invalidateQueries({ queryKey: tokensQuery.queryKey })
    },
  })
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '' || scopes.length === 0) return
    make.mutate({ name: name.trim(), scopes: [...scopes], ...(days === 0 ? {} : { days }) })
  }
  const toggle = (scope: Scope) =>
    setScopes(old =>
      old.includes(scope)
        ? old.filter(one => one !== scope)
        : SCOPES.filter(one => one === scope || old.includes(one)),
    )
  const token = make.data?.token
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      {token !== undefined && (
        <div className={styles.secret} role="status">
          <p>{t('account.tokenOnce')}</p>
          <code>{token}</code>
          <Button
            variant="default"
            onClick={() =>
              void navigator.clipboard.writeText(token).then(
                () => setCopied(true),
                () => {},
              )
            }
          >
            {t(copied ? 'account.copied' : 'account.copy')}
          </Button>
        </div>
      )}
      <TextInput
        label={t('account.tokenName')}
        placeholder={t('account.tokenFor')}
        value={name}
        maxLength={100}
        onChange={event => setName(event.currentTarget.value)}
        error={make.error !== null && sentenceOf(make.error, t)}
        required
      />
      <fieldset className={styles.scopes}>
        <legend>{t('account.scopes')}</legend>
        {SCOPES.map(scope => (
          <label key={scope}>
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            <span>
              {t(`account.scope.${scope}`)}
              <small>{t(`account.scopeAbout.${scope}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <label className={styles.days}>
        {t('account.ends')}
        <select value={days} onChange={event => setDays(Number(event.currentTarget.value))}>
          {DAYS.map(count => (
            <option key={count} value={count}>
              {count === 0 ? t('account.never') : t('account.inDays', { count })}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" loading={make.isPending} disabled={name.trim() === '' || scopes.length === 0}>
        {t('account.makeToken')}
      </Button>
    </form>
  )
}
