import { RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import type { Gate } from './gate.ts'

/** Slack's Web API: answers the body of `ok: true`, else throws one of our errors. */
export interface SlackApi {
  /**
   * Resolves to undefined where Slack answers with one of the `tolerated` errors.
   * @throws RateLimited | Unreachable (`blame: 'config'`: the token, a scope, or the channel) | Refused
   */
  call(
    method: string,
    args?: Record<string, unknown>,
    tolerated?: readonly string[],
  ): Promise<Record<string, unknown> | undefined>
}

/** What is needed of Bolt's WebClient. */
interface Caller {
  apiCall(method: string, args?: Record<string, unknown>): Promise<unknown>
}

/** The token is not taken: nothing goes before the operator acts. */
const TOKEN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'org_login_required',
  'ekm_access_denied',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'access_denied',
])
/** The channel does not take it: the app must be invited, or the setting changed. */
const CHANNEL = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
])
/** Slack has a trouble of its own. */
const AWAY = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'accesslimited',
  'team_added_to_org',
])
const UNTOLD_WAIT_MS = 30_000

interface SlackFailure {
  code?: unknown
  retryAfter?: unknown
  statusCode?: unknown
  data?: { error?: unknown; needed?: unknown }
}

/** Bolt's client as we call it: no retries of its own, since what waits lies in the outbox. */
export const createSlackApi = (client: Caller, gate: Pick<Gate, 'failed' | 'passed'>): SlackApi => ({
  async call(method, args = {}, tolerated = []) {
    try {
      const answer = (await client.apiCall(method, args)) as Record<string, unknown>
      gate.passed()
      return answer
    } catch (error) {
      if (tolerated.includes(nameOf(error as SlackFailure))) return undefined
      const failed = failure(method, error as SlackFailure)
      gate.failed(failed)
      throw failed
    }
  },
})

const nameOf = (error: SlackFailure): string => String(error.data?.error ?? 'unknown_error').slice(0, 100)

function failure(method: string, error: SlackFailure): Error {
  const options = { cause: error }
  switch (error.code) {
    case 'slack_webapi_rate_limited_error':
      return new RateLimited(`slack asks to wait before ${method}`, waitMs(error.retryAfter), options)
    case 'slack_webapi_platform_error':
      return platformFailure(method, error)
    case 'slack_webapi_http_error': {
      const status = Number(error.statusCode)
      const text = `slack answered ${status} to ${method}`
      return status >= 500 || status === 408 || status === 429
        ? new Unreachable(text, options)
        : new Refused(text, options)
    }
    default:
      return new Unreachable(`slack was not reached for ${method}`, options)
  }
}

function platformFailure(method: string, error: SlackFailure): Error {
  const name = nameOf(error)
  const options = { cause: error }
  if (name === 'ratelimited' || name === 'rate_limited')
    return new RateLimited(`slack asks to wait before ${method}`, UNTOLD_WAIT_MS, options)
  if (TOKEN.has(name)) {
    const scope = typeof error.data?.needed === 'string' ? `, the scope ${error.data.needed}` : ''
    return new Unreachable(
      `slack does not take SLACK_BOT_TOKEN (${name}${scope}): install the app again, and set its new token`,
      { ...options, blame: 'config' },
    )
  }
  if (CHANNEL.has(name)) {
    return new Unreachable(
      `slack refuses the channel of SLACK_CHANNEL (${name}): invite the app into it, or set another`,
      { ...options, blame: 'config' },
    )
  }
  if (AWAY.has(name)) return new Unreachable(`slack failed at ${method} (${name})`, options)
  return new Refused(`slack refused ${method} (${name})`, options)
}

const waitMs = (seconds: unknown): number => {
  const given = Number(seconds)
  return Number.isFinite(given) && given >= 0 ? given * 1000 : UNTOLD_WAIT_MS
}
