import { z } from 'zod'
import {
  type ConserjeError,
  OutcomeUnknown,
  RateLimited,
  Refused,
  Unreachable,
} from '../../protocol/errors.ts'
import { type PlatformAnswer, retryAfterMs } from '../platform-call.ts'

const errorSchema = z.object({
  error: z.object({
    code: z.number().catch(0),
    type: z.string().optional().catch(undefined),
    error_subcode: z.number().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
  }),
})

export interface GraphFault {
  channel: string
  nowMs: number
  /** The message bore a tag: the app may lack the right to that. */
  tagged?: boolean
  waitMs?: number
}

/** Of the app (4), the user (17), the page (32), custom (613), and Meta's limits by business use. */
const RATE_CODES = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006])
/** Over 24 hours after the customer's last word: of a page, of Instagram. */
const WINDOW_SUBCODES = new Set([2018278, 2534022])
/** A person who blocked the page, left, or does not take messages now. */
const PERSON_SUBCODES = new Set([1545041, 2018001, 2018108, 33])
/** Tokens that ended, were revoked, or are none. */
const TOKEN_CODES = new Set([102, 190, 463, 467])
/** The page or the app is held back for what it did. */
const POLICY_CODES = new Set([368, 230, 2018109])
/** "Received invalid JSON reply": the message went out all the same, says Meta. */
const SENT_SUBCODE = 1357046
const DEFAULT_WAIT_MS = 60_000

/**
 * What an answer that is no success means for the outbox. Sentences bear Meta's numbers only, never its words, which may repeat the customer's.
 * @see https://developers.facebook.com/docs/messenger-platform/error-codes (read 2026-11)
 */
export function graphError(answer: PlatformAnswer, fault: GraphFault): ConserjeError {
  const { channel, nowMs, tagged = false, waitMs } = fault
  const error = errorSchema.safeParse(answer.json).data?.error
  const { code = 0, error_subcode: subcode = 0, is_transient: isTransient = false } = error ?? {}
  const what = `${channel} answered ${answer.status}${error ? `, error ${code}${subcode ? `/${subcode}` : ''}` : ''}`
  const config = (why: string) => new Unreachable(`${what}: ${why}`, { blame: 'config' })
  const unknown = () =>
    new OutcomeUnknown(`${what}: the message may have been sent`, waitMs === undefined ? {} : { waitMs })

  if (answer.status === 429 || RATE_CODES.has(code)) {
    return new RateLimited(`${what}: too many calls`, askedWaitMs(answer.headers, nowMs) ?? DEFAULT_WAIT_MS)
  }
  if (WINDOW_SUBCODES.has(subcode)) {
    return new Refused(`${what}: over 24 hours after the customer's last message`, { windowClosed: true })
  }
  if (code === 551 || PERSON_SUBCODES.has(subcode)) return new Refused(`${what}: the person can't be reached`)
  if (TOKEN_CODES.has(code)) return config('the access token does not hold; make a new one')
  if (subcode === 1893063 || POLICY_CODES.has(code))
    return config('Meta restricts the account; see its Page Quality')
  // About a message Meta says OAuthException; this it says of the call.
  if (code === 100 && subcode === 0 && error?.type === 'GraphMethodException')
    return config('Meta wants its calls proved, or proved by another app; see FACEBOOK_APPSECRET_PROOF')
  if (code === 3 || code === 10 || (code >= 200 && code < 300)) {
    return tagged
      ? new Refused(`${what}: the app has no right to HUMAN_AGENT, or not for this`, { windowClosed: true })
      : config('the app lacks a permission for the account')
  }
  if (subcode === SENT_SUBCODE) return unknown()
  if (code === 1 || code === 2 || code === 1200 || isTransient)
    return new Unreachable(`${what}: a passing fault`)
  if (error !== undefined && answer.status < 500) return new Refused(`${what}: the message was not taken`)
  if (answer.status === 401 || answer.status === 403) return config('the call was not let through')
  if (answer.status === 404)
    return config('there is no such address; see GRAPH_API_URL and GRAPH_API_VERSION')
  // A gateway that lost its patience says nothing of what became of the call behind it.
  if (answer.status === 502 || answer.status === 504 || answer.status < 300) return unknown()
  return answer.status < 500
    ? new Refused(`${what}: the message was not taken`)
    : new Unreachable(`${what}: a passing fault`)
}

const usageSchema = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional().catch(undefined) })),
)

/** Milliseconds: `Retry-After`, else the minutes of Meta's own header. */
function askedWaitMs(headers: Headers, nowMs: number): number | undefined {
  const asked = retryAfterMs(headers, nowMs)
  if (asked !== undefined) return asked
  try {
    const usage = usageSchema.parse(JSON.parse(headers.get('x-business-use-case-usage') ?? ''))
    const minutes = Object.values(usage).flatMap(list =>
      list.map(one => one.estimated_time_to_regain_access ?? 0),
    )
    const most = Math.max(0, ...minutes)
    return most > 0 ? most * 60_000 : undefined
  } catch {
    return undefined
  }
}
