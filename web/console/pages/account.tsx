import { useTranslation } from 'react-i18next'
import { PasswordForm } from '../account/password-form.tsx'
import { Sessions } from '../account/sessions.tsx'
import { ThisBrowser } from '../account/this-browser.tsx'
import { Tokens } from '../account/tokens.tsx'
import { useMe } from '../shell/session-context.tsx'
import page from './page.module.css'

/** The agent's own account: how this browser looks and calls, password, API tokens, and the way out of everywhere. */
export function AccountPage() {
  const { t } = useTranslation()
  const me = useMe()
  const parts = [
    ['browser', <ThisBrowser key="browser" />],
    ['password', <PasswordForm key="password" email={me.email} />],
    ['tokens', <Tokens key="tokens" />],
    ['sessions', <Sessions key="sessions" />],
  ] as const
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={page.page} tabIndex={0} aria-label={t('account.title')}>
      <div className={`${page.inner} ${page.narrow}`}>
        <header className={page.head}>
          <h1>{t('account.title')}</h1>
          <span className={page.muted}>
            <bdi>{me.name}</bdi> · {me.email} · {t(`account.role.${me.role}`)}
          </span>
        </header>
        {parts.map(([name, part]) => (
          <section key={name} className={page.section}>
            <h2>{t(`account.${name}`)}</h2>
            <div className={page.box}>{part}</div>
          </section>
        ))}
      </div>
    </section>
  )
}
