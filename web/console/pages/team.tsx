import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { openHandoffsQuery } from '../api/handoffs.ts'
import { useStreamState } from '../api/use-stream.ts'
import { Failed } from '../shell/failed.tsx'
import { AgentTable } from '../team/agent-table.tsx'
import { AssignList } from '../team/assign-list.tsx'
import { overdueFirst } from '../team/waiting.ts'
import { WaitingTables } from '../team/waiting-tables.tsx'
import { useNow } from '../time/use-now.ts'
import page from './page.module.css'

const NONE: readonly HandoffSummary[] = []

/** What a supervisor looks at: who is there, who waits and for how long, and every open hand-off, to be given to somebody else. */
export function TeamPage() {
  const { t } = useTranslation()
  const now = useNow(10_000)
  const stream = useStreamState()
  const { data, error, refetch } = useQuery({ ...openHandoffsQuery, enabled: stream !== 'connecting' })
  const rows = data?.items ?? NONE
  const sorted = useMemo(() => overdueFirst(rows, now), [rows, now])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={page.page} tabIndex={0} aria-label={t('team.title')}>
      <div className={page.inner}>
        <header className={page.head}>
          <h1>{t('team.title')}</h1>
        </header>
        {data === undefined && error !== null ? (
          <Failed error={error} onRetry={() => void refetch()} />
        ) : (
          <>
            <WaitingTables rows={rows} now={now} />
            <section className={page.section}>
              <h2>{t('team.agents')}</h2>
              <div className={page.box}>
                <AgentTable open={data?.whole === true ? rows : undefined} />
              </div>
            </section>
            <section className={page.section}>
              <h2>{t('team.queue')}</h2>
              <AssignList rows={sorted} />
              {data?.whole === false && <p className={page.muted}>{t('queue.partial')}</p>}
            </section>
          </>
        )}
      </div>
    </section>
  )
}
