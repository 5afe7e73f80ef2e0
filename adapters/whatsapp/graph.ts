import { z } from 'zod'
import type { Clock } from '../../protocol/clock.ts'
import { OutcomeUnknown } from '../../protocol/errors.ts'
import { callPlatform, type PlatformAnswer, retryAfterMs } from '../platform-call.ts'
import type { WhatsappConfig } from './config.ts'
import { MISSING_OBJECT, MISSING_OBJECT_SUBCODE, meaningOf } from './error-codes.ts'
import type { Refusal } from './send-pace.ts'

/** What Meta's Graph API answers a call: the body of a success, or what its error means. */
export type GraphAnswer = { ok: true; json: unknown } | { ok: false; refusal: Refusal }

export interface GraphCall {
  /** `/<id>/messages` */
  path: string
  method?: 'GET' | 'POST'
  body?: object | FormData
  signal: AbortSignal
}

/** Calls the Graph API with our token. @throws Unreachable | OutcomeUnknown */
export type Graph = (call: GraphCall) => Promise<GraphAnswer>

/** A status on our key comes within seconds; after that a message that we are not sure of may be sent again. */
export const REPORT_WAIT_MS = 10_000

const errorSchema = z.object({
  error: z.object({ code: z.number(), error_subcode: z.number().optional().catch(undefined) }),
})

export function createGraph(
  { token, graph }: Pick<WhatsappConfig, 'token' | 'graph'>,
  deps: { fetch: typeof fetch; clock: Clock },
): Graph {
  return async ({ path, method = 'POST', body, signal }) => {
    const isForm = body instanceof FormData
    const answer = await callPlatform({
      channel: 'whatsapp',
      fetch: deps.fetch,
      url: graph + path,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      signal,
      waitMs: REPORT_WAIT_MS,
    })
    if (answer.status >= 200 && answer.status < 300) return { ok: true, json: answer.json }
    return { ok: false, refusal: refusalOf(answer, deps.clock()) }
  }
}

/** @throws OutcomeUnknown when what broke was before or behind Meta's API: it may have taken the call */
function refusalOf({ status, headers, json }: PlatformAnswer, nowMs: number): Refusal {
  const error = errorSchema.safeParse(json).data?.error
  if (!error && status >= 500) {
    throw new OutcomeUnknown(`whatsapp: HTTP ${status} without Meta's own words`, { waitMs: REPORT_WAIT_MS })
  }
  // A number that is not ours (any more) is told as a wrong parameter.
  const code =
    error?.code === 100 && error.error_subcode === MISSING_OBJECT_SUBCODE ? MISSING_OBJECT : error?.code
  const { kind, sentence } = meaningOf(code ?? -1, status)
  const after = retryAfterMs(headers, nowMs)
  return {
    kind,
    code: code ?? -1,
    sentence: code === undefined ? `HTTP ${status}: ${sentence}` : `${code}: ${sentence}`,
    ...(after === undefined ? {} : { retryAfterMs: after }),
  }
}
