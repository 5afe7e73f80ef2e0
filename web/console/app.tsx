import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Router, Switch } from 'wouter'
import { keys } from './api/keys.ts'
import { createQueryClient } from './api/query-client.ts'
import { whenSignedOut } from './api/request.ts'
import { sessionQuery } from './api/session.ts'
import { SetUpPage } from './pages/set-up.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { Failed } from './shell/failed.tsx'
import { Shell } from './shell/shell.tsx'
import { theme } from './theme.ts'

const client = createQueryClient()

/** The whole console. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-left" limit={4} />
        <Router base="/console">
          <Switch>
            <Route path="/setup">
              <SetUpPage />
            </Route>
            <Route>
              <SignedIn />
            </Route>
          </Switch>
        </Router>
      </MantineProvider>
    </QueryClientProvider>
  )
}

/** The desk for who is signed in, the sign-in page for everybody else. */
function SignedIn() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const { data: session, error, refetch } = useQuery(sessionQuery)
  useEffect(() => whenSignedOut(() => cache.setQueryData(keys.session, null)), [cache])
  if (session === null) return <SignInPage />
  if (session !== undefined) return <Shell session={session} />
  return error === null ? (
    <p className="unseen">{t('loading')}</p>
  ) : (
    <Failed error={error} onRetry={() => void refetch()} />
  )
}
