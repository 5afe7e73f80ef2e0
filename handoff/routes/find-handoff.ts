import { z } from 'zod'
import { problem } from '../../protocol/api/problem.ts'
import type { ApiCaller } from '../../protocol/api/route.ts'
import type { HttpAnswer } from '../../protocol/http.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { Actor, DeskVerb } from '../ownership.ts'
import { sees } from '../visibility.ts'
import type { DeskDeps } from './deps.ts'

/** Of every route of one hand-off. */
export const handoffParams = z.object({ id: z.string().min(1).max(200) })

/** The hand-off, when the caller may see it; else the answer: whoever may not see it is not told that it is there. */
export async function findHandoff(
  { store }: Pick<DeskDeps, 'store'>,
  id: string,
  caller: ApiCaller,
): Promise<DeskHandoff | HttpAnswer> {
  const handoff = await store.handoffs.get(id)
  return handoff !== undefined && sees(caller, handoff) ? handoff : notFound
}

/** Tells the answer of `findHandoff` from the hand-off. */
export const isAnswer = (found: object): found is HttpAnswer =>
  'status' in found && typeof found.status === 'number'

const notFound = problem(404, 'No such hand-off', 'there is none with this id among those that you may see')

export const actorOf = ({ id, role }: ApiCaller): Actor => ({ id, supervisor: role === 'supervisor' })

/** `why` as `next` of ownership.ts tells it. */
export const conflict = (verb: DeskVerb, why: string): HttpAnswer =>
  problem(409, 'Not possible now', `${verb} is not possible: ${why}`)

/** Somebody else's change came first. */
export const overtaken = (verb: DeskVerb): HttpAnswer => conflict(verb, 'somebody changed it in this moment')
