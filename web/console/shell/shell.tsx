import { Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { Session } from '../../../protocol/api/session.ts'
import type { StreamEvent } from '../../../protocol/api/stream.ts'
import { useStream } from '../api/use-stream.ts'
import type { ShortcutId } from '../keys/shortcuts.ts'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useNotices } from '../notify/use-notices.ts'
import { ROUTES } from '../routes.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { LostBanner } from './lost-banner.tsx'
import { NavBar } from './nav-bar.tsx'
import { NotFound } from './not-found.tsx'
import { SessionProvider } from './session-context.tsx'
import styles from './shell.module.css'

/** The frame of all pages for who is signed in: the bar, the stream, notices, and the keys. */
export function Shell({ session }: { session: Session }) {
  const { t, i18n } = useTranslation()
  const [, navigate] = useLocation()
  const [help, setHelp] = useState(false)
  const tell = useNotices(session.agent.id)
  useStream(
    session.agent.id,
    i18n.language,
    useCallback((events: readonly StreamEvent[]) => tell(events), [tell]),
  )
  const pages = ROUTES.filter(({ roles }) => roles === undefined || roles.includes(session.agent.role))
  // Who may not open the desk begins at their first page.
  const home = pages.find(({ nav }) => nav !== undefined)?.nav?.to
  useShortcuts({
    help: () => setHelp(true),
    ...Object.fromEntries(
      pages.flatMap(({ nav }): [ShortcutId, () => void][] =>
        nav ? [[nav.shortcut, () => navigate(nav.to)]] : [],
      ),
    ),
  })
  return (
    <SessionProvider session={session}>
      <div className={styles.shell}>
        <a className={styles.skip} href="#main">
          {t('shell.skip')}
        </a>
        <NavBar pages={pages} onHelp={() => setHelp(true)} />
        <div className={styles.page}>
          <LostBanner />
          <main id="main" className={styles.main} tabIndex={-1}>
            <h1 className="unseen">{t('shell.title')}</h1>
            <Suspense fallback={<p className="unseen">{t('loading')}</p>}>
              <Switch>
                {pages.map(({ path, Page }) => (
                  <Route key={String(path)} path={path}>
                    <Page />
                  </Route>
                ))}
                {home !== undefined && home !== '/' && (
                  <Route path="/">
                    <Redirect to={home} replace />
                  </Route>
                )}
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            </Suspense>
          </main>
        </div>
        <KeysDialog pages={pages} opened={help} onClose={() => setHelp(false)} />
      </div>
    </SessionProvider>
  )
}
