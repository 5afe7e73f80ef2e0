import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeskAgentView } from '../../../protocol/api/desk.ts'
import type { HandoffSummary } from '../../../protocol/api/handoff.ts'
import { withoutBidi } from '../../widget/links.ts'
import { agentsQuery, deskQuery } from '../api/desk.ts'
import page from '../pages/page.module.css'
import { Avatar } from '../people/avatar.tsx'
import { Failed } from '../shell/failed.tsx'
import { clockTime, daysAgo, languageName, shortDay } from '../time/format.ts'
import { useNow } from '../time/use-now.ts'
import styles from './team.module.css'

const ORDER = { online: 0, away: 1, offline: 2 }

/** Who is there, whether they work now, and how much each has: of `open`, all open hand-offs, which are fresher than what the server told last. */
export function AgentTable({ open }: { open: readonly HandoffSummary[] | undefined }) {
  const { t, i18n } = useTranslation()
  const { data: agents, error, refetch } = useQuery({ ...agentsQuery, refetchInterval: 60_000 })
  const { data: desk } = useQuery(deskQuery(i18n.language))
  if (agents === undefined) {
    return error === null ? (
      <p role="status">{t('loading')}</p>
    ) : (
      <Failed error={error} onRetry={() => void refetch()} />
    )
  }
  const people = agents
    .filter(({ role }) => role !== 'designer')
    .map(agent => (open === undefined ? agent : { ...agent, ...loadOf(agent.id, open) }))
    .toSorted(
      (a, b) => ORDER[a.status] - ORDER[b.status] || b.active - a.active || a.name.localeCompare(b.name),
    )
  const capacity = desk?.capacity ?? 0
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={page.wide} tabIndex={0} aria-label={t('team.agents')}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('team.agent')}</th>
            <th scope="col">{t('presence.label')}</th>
            <th scope="col">{t('team.hours')}</th>
            <th scope="col">{t('team.load')}</th>
            <th scope="col" data-number="true">
              {t('status.offered')}
            </th>
            <th scope="col">{t('queue.by.team')}</th>
            <th scope="col">{t('team.speaks')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map(agent => (
            <tr key={agent.id} data-status={agent.status}>
              <th scope="row">
                <span className={styles.person}>
                  <Avatar name={agent.name} size={26} />
                  <bdi>{withoutBidi(agent.name)}</bdi>
                </span>
              </th>
              <td>
                <span className={styles.presence} data-status={agent.status}>
                  {t(`presence.${agent.status}`)}
                </span>
              </td>
              <td>
                <Hours agent={agent} />
              </td>
              <td>
                <Load agent={agent} capacity={capacity} />
              </td>
              <td data-number="true">{agent.offered}</td>
              <td>{agent.teams.join(', ') || t('queue.any')}</td>
              <td className={styles.speaks}>
                {agent.languages.map(code => languageName(code, i18n.language)).join(', ') || t('queue.any')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const loadOf = (id: string, open: readonly HandoffSummary[]): Pick<DeskAgentView, 'active' | 'offered'> => {
  const theirs = open.filter(({ agentId }) => agentId === id)
  const count = (wanted: string) => theirs.filter(({ status }) => status === wanted).length
  return { active: count('active'), offered: count('offered') }
}

/** Whether they are at work, and until when; the time is this browser's. */
function Hours({ agent: { working, hoursChangeAt } }: { agent: DeskAgentView }) {
  const { t, i18n } = useTranslation()
  const now = useNow(60_000)
  if (hoursChangeAt === undefined) return t(working ? 'team.working' : 'team.notWorking')
  const clock = clockTime(hoursChangeAt, i18n.language)
  const time =
    daysAgo(hoursChangeAt, now) === 0 ? clock : `${shortDay(hoursChangeAt, i18n.language, now)}, ${clock}`
  return t(working ? 'team.workingUntil' : 'team.notWorkingUntil', { time })
}

function Load({ agent: { active }, capacity }: { agent: DeskAgentView; capacity: number }) {
  const { t } = useTranslation()
  return (
    <span className={styles.load} data-full={capacity > 0 && active >= capacity}>
      {capacity > 0 && (
        <span className={styles.meter} aria-hidden="true">
          <span style={{ width: `${Math.min(100, (active / capacity) * 100)}%` }} />
        </span>
      )}
      {capacity > 0 ? t('team.loadOf', { active, capacity }) : active}
    </span>
  )
}
