import { anyWorks, nextChange, type WorkingHours } from '../locales/working-hours.ts'
import type { DeskAgentView } from '../protocol/api/desk.ts'
import { isoTime } from '../protocol/clock.ts'
import type { DeskAgent } from './desk-store.ts'
import { type Presence, statusAt } from './presence.ts'
import type { DeskTeam } from './routes/deps.ts'
import { teamsOf } from './visibility.ts'

/** What an agent has to do. */
export interface Load {
  active: number
  offered: number
}

/** All who may work at the desk: as desk.yaml names them, who is there, and how much they have. Designers don't. */
export async function deskAgents(deps: {
  agents(): Promise<readonly DeskAgent[]>
  presence(): Promise<readonly Presence[]>
  /** Of those who have any. */
  loads(): Promise<ReadonlyMap<string, Load>>
  setup(): { teams: readonly DeskTeam[] }
  clock(): number
}): Promise<DeskAgentView[]> {
  const now = deps.clock()
  const { teams } = deps.setup()
  const [agents, presence, loads] = await Promise.all([deps.agents(), deps.presence(), deps.loads()])
  const seen = new Map(presence.map(one => [one.agentId, one]))
  return agents
    .filter(({ role }) => role !== 'designer')
    .map(agent => ({
      ...viewOf(agent, teams, now),
      status: statusAt(seen.get(agent.id), now),
      ...(loads.get(agent.id) ?? { active: 0, offered: 0 }),
    }))
}

function viewOf({ id, name, email, role }: DeskAgent, teams: readonly DeskTeam[], now: number) {
  const mine = teamsOf(teams, email)
  const own = teams.filter(team => mine.includes(team.name))
  const named = own.flatMap(({ agents }) => agents.filter(agent => agent.email.toLowerCase() === email))
  const hours = named.length > 0 ? named : own.flatMap(({ shifts }) => shifts)
  const known = named.length > 0 ? named : own
  return {
    id,
    name,
    email,
    role,
    teams: mine,
    languages: known.some(({ languages }) => languages.length === 0)
      ? []
      : [...new Set(known.flatMap(({ languages }) => languages))],
    skills: [...new Set(known.flatMap(({ skills }) => skills))],
    // Without teams nobody keeps hours.
    ...(teams.length === 0 ? { working: true } : hoursAt(teams, email, hours, now)),
  }
}

type Hours = Pick<DeskAgentView, 'working' | 'hoursChangeAt'>

const WEEK_DAYS = 7
const DAY_MS = 86_400_000

/** Looking for the next change takes a fifth of a millisecond; the answer is kept for as long as it holds. By the teams, which are new when desk.yaml is. */
const kept = new WeakMap<readonly DeskTeam[], Map<string, { since: number; until: number; hours: Hours }>>()

function hoursAt(
  teams: readonly DeskTeam[],
  email: string,
  shifts: readonly WorkingHours[],
  now: number,
): Hours {
  const known = kept.get(teams) ?? new Map<string, { since: number; until: number; hours: Hours }>()
  kept.set(teams, known)
  const found = known.get(email)
  if (found !== undefined && found.since <= now && now < found.until) return found.hours
  const working = anyWorks(shifts, now)
  const change = nextChange(shifts, now, !working, WEEK_DAYS)
  const hours: Hours = { working, ...(change !== undefined && { hoursChangeAt: isoTime(change) }) }
  known.set(email, { since: now, until: change ?? now + DAY_MS, hours })
  return hours
}
