import type { ApiCaller } from '../../protocol/api/route.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, isAnswer } from './find-handoff.ts'
import { viewerOf } from './viewer.ts'

/** Answers the context package of a hand-off that the caller may see. */
export async function showHandoff(
  deps: DeskDeps,
  id: string,
  caller: ApiCaller,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  return { status: 200, body: await deps.packages.read(handoff, viewerOf(deps, caller, request)) }
}
