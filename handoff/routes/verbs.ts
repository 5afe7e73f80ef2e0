import { contextPackageSchema, transferSchema } from '../../protocol/api/handoff.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiCaller, type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import { type DeskVerb, nextStatus } from '../ownership.ts'
import type { DeskDeps } from './deps.ts'
import { conflict, findHandoff, handoffParams, isAnswer } from './find-handoff.ts'
import { showHandoff } from './show-handoff.ts'

const SUMMARIES = {
  accept: 'Takes what was offered to you',
  decline: 'Gives back what was offered to you',
  claim: 'Takes a hand-off; of several who claim at once exactly one gets it',
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
      answer: { status: 200, schema: contextPackageSchema },
      errors: [404, 409],
      handle: ({ params: { id }, caller }) => move(deps, id, caller, verb),
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
      handle: ({ params: { id }, body: { to }, caller }) => transfer(deps, id, caller, to),
    }),
  ]
}

/** Changes the state only: compare and set, so of many who claim at once exactly one wins. */
async function move(deps: DeskDeps, id: string, caller: ApiCaller, verb: DeskVerb): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  const status = nextStatus(handoff.status, verb)
  if (status === undefined) return conflict(handoff, verb)
  if ((verb === 'accept' || verb === 'decline') && handoff.agentId !== caller.id) {
    return problem(409, 'Not possible now', `${verb} is for the agent to whom it was offered`)
  }
  const taken = status === 'active' ? { agentId: caller.id } : {}
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    status,
    ...taken,
    at: isoTime(deps.clock()),
  })
  return won ? showHandoff(deps, id, caller) : conflict(handoff, verb)
}

async function transfer(deps: DeskDeps, id: string, caller: ApiCaller, name: string): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  if (nextStatus(handoff.status, 'transfer') === undefined) return conflict(handoff, 'transfer')
  const to = (await deps.agents()).find(agent => agent.id === name || agent.email === name.toLowerCase())
  if (to === undefined) {
    return problem(
      422,
      'Wrong body',
      'to: names no agent; give an id or an e-mail address of conserje user list',
    )
  }
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    status: 'offered',
    agentId: to.id,
    at: isoTime(deps.clock()),
  })
  return won ? showHandoff(deps, id, caller) : conflict(handoff, 'transfer')
}
