import type { ApiCaller } from '../../protocol/api/route.ts'
import type { HttpRequest } from '../../protocol/http.ts'
import type { PackageViewer } from '../package/package-reader.ts'
import { teamsOf } from '../visibility.ts'
import type { DeskDeps, DeskTeam } from './deps.ts'

const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** The caller as a reader: `asked` decides, by itself `?language=`, else the browser's first language, else English. */
export function viewerOf(
  { setup }: Pick<DeskDeps, 'setup'>,
  caller: ApiCaller,
  request: Pick<HttpRequest, 'query' | 'headers'>,
  asked: string | undefined = request.query.get('language') ?? undefined,
): PackageViewer {
  const teams = teamsOf(setup().teams, caller.email)
  return {
    role: caller.role,
    reads: readsOf(setup().teams, caller.email),
    language: languageOf(asked, request.headers['accept-language']),
    ownTeam: ({ team, agentId }) => team === undefined || teams.includes(team) || agentId === caller.id,
  }
}

/** The languages that desk.yaml gives to an agent whom it names. */
const readsOf = (teams: readonly DeskTeam[], email: string): string[] => [
  ...new Set(
    teams.flatMap(({ agents }) =>
      agents
        .filter(agent => agent.email.toLowerCase() === email.toLowerCase())
        .flatMap(({ languages }) => languages),
    ),
  ),
]

/** The language of a person at the desk. */
export function languageOf(asked: string | undefined, accepted: string | undefined): string {
  const browser = accepted?.split(',')[0]?.split(';')[0]?.trim()
  const found = [asked, browser].find(tag => tag !== undefined && tag.length <= 35 && TAG.test(tag))
  return found ?? 'en'
}
