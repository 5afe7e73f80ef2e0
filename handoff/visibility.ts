import type { ApiCaller } from '../protocol/api/route.ts'

/** What is needed of desk.yaml to know who belongs where. */
interface Teams {
  name: string
  agents: readonly { email: string }[]
}

/** The teams that an account belongs to: those that name it; who is named in none belongs to every team that names nobody. */
export function teamsOf(teams: readonly Teams[], email: string): string[] {
  const own = teams.filter(({ agents }) =>
    agents.some(agent => agent.email.toLowerCase() === email.toLowerCase()),
  )
  const found = own.length > 0 ? own : teams.filter(({ agents }) => agents.length === 0)
  return found.map(({ name }) => name)
}

/** Supervisors see all; everybody else what their teams have. */
export const seenBy = (
  teams: readonly Teams[],
  { email, role }: Pick<ApiCaller, 'email' | 'role'>,
): ApiCaller['teams'] => (role === 'supervisor' ? 'all' : teamsOf(teams, email))

/** Whether they may see it: it is of a team of theirs or of none, or it is theirs by itself. */
export const sees = (
  caller: Pick<ApiCaller, 'id' | 'teams'>,
  handoff: { team?: string | undefined; agentId?: string | undefined },
): boolean =>
  caller.teams === 'all' ||
  handoff.team === undefined ||
  caller.teams.includes(handoff.team) ||
  handoff.agentId === caller.id
