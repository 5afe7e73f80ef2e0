import { z } from 'zod'
import { claimSchema, contextPackageSchema, transferSchema } from '../../protocol/api/handoff.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiCaller, type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import type { DeskChange, DeskHandoff } from '../desk-store.ts'
import { type DeskVerb, next } from '../ownership.ts'
import { targetOf, transferChange } from '../transfer.ts'
import type { DeskDeps } from './deps.ts'
import { actorOf, conflict, findHandoff, handoffParams, isAnswer, overtaken } from './find-handoff.ts'
import { viewerOf } from './viewer.ts'

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
      handle: ({ params: { id }, body, ...call }) => move(deps, id, call, { verb, ...body }),
    }),
  )
  return [
    ...moves,
    apiRoute({
      method: 'POST',
      path: '/api/v1/handoffs/:id/transfer',
      tag: 'hand-offs',
      summary: 'Offers it to another agent, or gives it to a team or to whoever speaks a language',
      access: 'desk',
      params: handoffParams,
      body: transferSchema,
      answer: { status: 200, schema: contextPackageSchema },
      errors: [404, 409],
      handle: ({ params: { id }, body: { to }, ...call }) => transfer(deps, id, call, to),
    }),
  ]
}

/** It is theirs, here, from then on. */
const TAKES: readonly string[] = ['accept', 'claim']

function move(
  deps: DeskDeps,
  id: string,
  call: Call,
  act: { verb: keyof typeof SUMMARIES; takeOver?: boolean | undefined },
): Promise<HttpAnswer> {
  const { verb, takeOver = false } = act
  return change(deps, id, call, verb, handoff => {
    const step = next(handoff, { verb, takeOver, by: actorOf(call.caller) })
    if (!step.ok) return step
    const { status, agentId } = step
    return {
      ok: true,
      change: {
        change: verb,
        by: call.caller.id,
        status,
        agentId: agentId ?? null,
        ...(TAKES.includes(verb) && { desk: call.caller.desk ?? 'console' }),
        at: isoTime(deps.clock()),
      },
    }
  })
}

async function transfer(deps: DeskDeps, id: string, call: Call, to: string): Promise<HttpAnswer> {
  const { teams, languages, offerMs } = deps.setup()
  const target = targetOf(to, { agents: await deps.agents(), teams, languages })
  if (target === undefined) {
    return problem(
      422,
      'Wrong body',
      'to: names nobody; give the id or e-mail address of an agent, team:<name> of desk.yaml, or language:<tag> of the bot',
    )
  }
  const by = actorOf(call.caller)
  return change(deps, id, call, 'transfer', handoff =>
    transferChange(handoff, target, { by, nowMs: deps.clock(), offerMs }),
  )
}

interface Call {
  caller: ApiCaller
  request: HttpRequest
}

/** Others change it too, the desk itself among them: what is still possible then is tried again. */
const TRIES = 5

/** Compare and set, so of many who claim at once exactly one wins. Answers the package also to who has just given it away. */
async function change(
  deps: DeskDeps,
  id: string,
  { caller, request }: Call,
  verb: DeskVerb,
  decide: (handoff: DeskHandoff) => { ok: true; change: DeskChange } | { ok: false; why: string },
): Promise<HttpAnswer> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const handoff = await findHandoff(deps, id, caller)
    if (isAnswer(handoff)) return handoff
    const decided = decide(handoff)
    if (!decided.ok) return conflict(verb, decided.why)
    if (!(await deps.store.handoffs.update(handoff.id, handoff.version, decided.change))) continue
    const changed = await deps.store.handoffs.get(id)
    const viewer = viewerOf(deps, caller, request)
    return { status: 200, body: await deps.packages.read(changed ?? handoff, viewer) }
  }
  return overtaken(verb)
}
