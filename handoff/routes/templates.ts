import { allowedSchema } from '../../protocol/api/allowed.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, handoffParams, isAnswer } from './find-handoff.ts'

/** `GET /api/v1/handoffs/:id/templates`. */
export const templateRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/handoffs/:id/templates',
    tag: 'hand-offs',
    summary:
      'What the channel still lets you send: until when a free answer, and the templates for afterwards',
    access: 'desk',
    params: handoffParams,
    answer: { status: 200, schema: allowedSchema },
    errors: [404],
    async handle({ params: { id }, caller }) {
      const handoff = await findHandoff(deps, id, caller)
      if (isAnswer(handoff)) return handoff
      return { status: 200, body: await deps.allowed(handoff, caller) }
    },
  }),
]
