import { z } from 'zod'
import { deskAgentSchema, deskViewSchema, presenceSchema } from '../../protocol/api/desk.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { deskAgents } from '../desk-agents.ts'
import type { DeskDeps } from './deps.ts'
import { languageSchema } from './language.ts'

/** The desk as a whole: what a console is set up with, and who is there. */
export const deskRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/desk',
    tag: 'desk',
    summary: 'What a console is set up with: teams, languages, channels, causes',
    access: 'account',
    query: z.object({ language: languageSchema.optional() }),
    answer: { status: 200, schema: deskViewSchema },
    handle({ query }) {
      const { teams, causes, bot, languages, channels, capacity, translates } = deps.setup()
      return {
        status: 200,
        body: {
          bot,
          languages,
          channels,
          teams: teams.map(({ name, languages: spoken, skills }) => ({ name, languages: spoken, skills })),
          causes: causes(query.language ?? 'en'),
          capacity,
          translates,
        },
      }
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/agents',
    tag: 'desk',
    summary: 'Who works at the desk, who is there, and how much each has to do',
    access: 'desk',
    answer: { status: 200, schema: z.object({ items: z.array(deskAgentSchema) }) },
    handle: async () => ({ status: 200, body: { items: await deskAgents(deps) } }),
  }),
  apiRoute({
    method: 'PUT',
    path: '/api/v1/presence',
    tag: 'desk',
    summary: 'Says whether you are there for new hand-offs',
    access: 'desk',
    body: presenceSchema,
    repeatable: true,
    answer: { status: 204 },
    async handle({ body, caller }) {
      await deps.setPresence(caller.id, body.status)
      return { status: 204 }
    },
  }),
]
