import { z } from 'zod'
import { cannedReplySchema } from '../../protocol/api/desk.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, isAnswer } from './find-handoff.ts'
import { languageSchema } from './language.ts'
import { viewerOf } from './viewer.ts'

/** Replies that are written already, filled in with what is known of the customer. */
export const cannedRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/canned',
    tag: 'hand-offs',
    summary: 'Canned replies, filled in for the customer of a hand-off',
    access: 'desk',
    query: z.object({
      handoff: z
        .string()
        .max(200)
        .optional()
        .meta({ description: 'Without one all that is of a customer is a gap' }),
      language: languageSchema.optional().meta({ description: 'Of the texts; the customer’s when left out' }),
      titles: languageSchema.optional().meta({ description: 'Of the titles; else the browser’s' }),
    }),
    answer: { status: 200, schema: z.object({ items: z.array(cannedReplySchema) }) },
    errors: [404],
    async handle({ query, caller, request }) {
      const handoff = query.handoff === undefined ? undefined : await findHandoff(deps, query.handoff, caller)
      if (handoff !== undefined && isAnswer(handoff)) return handoff
      const titles = viewerOf(deps, caller, request, query.titles ?? '').language
      const items = await deps.canned({
        handoff,
        language: query.language,
        agentName: caller.name,
        titles,
      })
      return { status: 200, body: { items } }
    },
  }),
]
