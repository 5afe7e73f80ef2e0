import { z } from 'zod'
import { claimSchema, contextPackageSchema, transferSchema } from '../../protocol/api/handoff.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiCaller, type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { next } from '../ownership.ts'
import type { DeskDeps } from './deps.ts'
import { actorOf, conflict, findHandoff, handoffParams, isAnswer, overtaken } from './find-handoff.ts'
import { showHandoff } from './show-handoff.ts'

const SUMMARIES = {
  accept: 'Takes what was offered to you',
  decline: 'Gives back what was offered to you',
  claim:
    'Takes a hand-off; of several who claim at once exactly one gets it. With `takeOver` also from the agent who has it',
  hold: 'Puts it on hold',
  resume: 'Goes on with what was on hold',
} as const

/** What changes the state only: `accept`, `decline`, `claim`, `hold`, `resume`, `transfer`. Each answers the context package. */
export function verbRoutes(deps: DeskDeps): ApiRoute[] {
  const moves = (Object.keys(SUMMARIES) as (keyof typeof SUMMARIES)[]).map(verb =>
    apiRoute({
      method: 'POST',
      path: `/api/v1/handoffs/:id/${verb}`,
      tag: 'hand-offs',
      summary: SUMMARIES[verb],
      access: 'desk',
      params: handoffParams,
      body: verb === 'claim' ? claimSchema : z.strictObject({}),
      answer: { status: 200, schema: contextPackageSchema },
      errors: [404, 409],
      handle: ({ params: { id }, body, caller, request }) =>
        move(deps, id, caller, request, { verb, ...body }),
    }),
  )
  return [
    ...moves,
    apiRoute({
      method: 'POST',
      path: '/api/v1/handoffs/:id/transfer',
      tag: 'hand-offs',
      summary: 'Offers it to another agent, by id or e-mail',
      access: 'desk',
      params: handoffParams,
      body: transferSchema,
      answer: { status: 200, schema: contextPackageSchema },
      errors: [404, 409],
      handle: ({ params: { id }, body: { to }, caller, request }) => transfer(deps, id, caller, request, to),
    }),
  ]
}

/** It is theirs, here, from then on. */
const TAKES: readonly string[] = ['accept', 'claim']

/** Changes the state only: compare and set, so of many who claim at once exactly one wins. */
async function move(
  deps: DeskDeps,
  id: string,
  caller: ApiCaller,
  request: HttpRequest,
  act: { verb: keyof typeof SUMMARIES; takeOver?: boolean | undefined },
): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  const { verb, takeOver = false } = act
  const step = next(handoff, { verb, takeOver, by: actorOf(caller) })
  if (!step.ok) return conflict(verb, step.why)
  const { status, agentId } = step
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    change: verb,
    by: caller.id,
    status,
    agentId: agentId ?? null,
    ...(TAKES.includes(verb) && { desk: 'console' }),
    at: isoTime(deps.clock()),
  })
  return won ? showHandoff(deps, id, caller, request) : overtaken(verb)
}

async function transfer(
  deps: DeskDeps,
  id: string,
  caller: ApiCaller,
  request: HttpRequest,
  name: string,
): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  const to = (await deps.agents()).find(agent => agent.id === name || agent.email === name.toLowerCase())
  if (to === undefined) {
    return problem(
      422,
      'Wrong body',
      'to: names no agent; give an id or an e-mail address of conserje user list',
    )
  }
  const step = next(handoff, { verb: 'transfer', by: actorOf(caller), to: to.id })
  if (!step.ok) return conflict('transfer', step.why)
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    change: 'transfer',
    by: caller.id,
    status: step.status,
    agentId: step.agentId ?? null,
    at: isoTime(deps.clock()),
  })
  return won ? showHandoff(deps, id, caller, request) : overtaken('transfer')
}
