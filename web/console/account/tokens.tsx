import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiToken } from '../../../protocol/api/account.ts'
import { dropToken, tokensQuery } from '../api/account.ts'
import page from '../pages/page.module.css'
import { Failed, sentenceOf } from '../shell/failed.tsx'
import { shortDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './account.module.css'
import { NewToken } from './new-token.tsx'

/** API tokens: those there are, and a new one. */
export function Tokens() {
  const { t } = useTranslation()
  const { data: tokens, error, refetch } = useQuery(tokensQuery)
  if (tokens === undefined) {
    return error === null ? (
      <p role="status">{t('loading')}</p>
    ) : (
      <Failed error={error} onRetry={() => void refetch()} />
    )
  }
  return (
    <>
      {tokens.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section className={page.wide} tabIndex={0} aria-label={t('account.tokens')}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('account.tokenName')}</th>
                <th scope="col">{t('account.scopes')}</th>
                <th scope="col">{t('account.made')}</th>
                <th scope="col">{t('account.used')}</th>
                <th scope="col">{t('account.ends')}</th>
                <th scope="col">
                  <span className="unseen">{t('account.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.map(token => (
                <TokenRow key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <NewToken />
    </>
  )
}

function TokenRow({ token }: { token: ApiToken }) {
  const { t, i18n } = useTranslation()
  const now = useNow(60_000)
  const client = useQueryClient()
  const [sure, setSure] = useState(false)
  const drop = useMutation({
    mutationFn: dropToken,
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    onError: error => notifications.show({ color: 'red', message: sentenceOf(error, t) }),
  })
  const day = (at: string | undefined, none: string) =>
    at === undefined ? none : shortDay(at, i18n.language, now)
  return (
    <tr>
      <th scope="row">
        <bdi>{token.name}</bdi>
      </th>
      <td>{token.scopes.map(scope => t(`account.scope.${scope}`)).join(', ')}</td>
      <td>{day(token.createdAt, '')}</td>
      <td>{day(token.lastUsedAt, t('account.never'))}</td>
      <td>{day(token.expiresAt, t('account.never'))}</td>
      <td className={styles.end}>
        <Button
          variant={sure ? 'filled' : 'default'}
          {...(sure && { color: 'red' })}
          loading={drop.isPending}
          onClick={() => (sure ? drop.mutate(token.id) : setSure(true))}
          onBlur={() => setSure(false)}
          aria-label={t(sure ? 'account.revokeSure' : 'account.revokeOf', { name: token.name })}
        >
          {t(sure ? 'account.sure' : 'account.revoke')}
        </Button>
      </td>
    </tr>
  )
}
