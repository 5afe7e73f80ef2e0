import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, handoffParams, isAnswer } from './find-handoff.ts'

/** `POST /api/v1/handoffs/:id/typing`: gone after six seconds without another. */
export const typingRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'POST',
    path: '/api/v1/handoffs/:id/typing',
    tag: 'hand-offs',
    summary:
      'Shows that you are typing: to colleagues, and to the customer of your own hand-off where the channel can',
    access: 'desk',
    params: handoffParams,
    repeatable: true,
    answer: { status: 204 },
    async handle({ params: { id }, caller }) {
      const handoff = await findHandoff(deps, id, caller)
      if (isAnswer(handoff)) return handoff
      deps.showTyping(handoff, caller)
      return { status: 204 }
    },
  }),
]
