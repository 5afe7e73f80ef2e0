import { anyWorks } from '../locales/working-hours.ts'
import type { DeskAgentView } from '../protocol/api/desk.ts'
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
    working: teams.length === 0 || anyWorks(hours, now),
  }
}
