import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import { callPlatform, type PlatformAnswer, retryAfterMs } from '../platform-call.ts'

/** Of the SDK's pipeline request, what one call needs. */
interface PipelineRequest {
  method: string
  url: string
  headers: { rawHeaders(): Record<string, string> }
  body?: unknown
  abortSignal?: AbortSignal
}

const DEFAULT_WAIT_MS = 5_000

/**
 * The SDK's way to the network, with one call a call: left to itself it posts a message again after a broken connection, which may make two of one, and sits
 * out a `Retry-After`. What is thrown here passes through its retries as it is.
 */
export const connectorHttp = (deps: { fetch: typeof fetch; clock: () => number }) => ({
  async sendRequest(request: PipelineRequest) {
    const answer = await callPlatform({
      channel: 'botframework',
      fetch: deps.fetch,
      url: request.url,
      method: request.method,
      headers: request.headers.rawHeaders(),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
      signal: request.abortSignal ?? AbortSignal.timeout(20_000),
    })
    if (answer.status >= 300) throw connectorError(answer, deps.clock())
    return {
      request,
      status: answer.status,
      // Of the answer's headers the SDK reads the content type, which is that of the request.
      headers: request.headers,
      bodyAsText: JSON.stringify(answer.json ?? {}),
    }
  },
})

/**
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (HTTP status codes) and, for retries, the
 * page "Send proactive messages" of Teams: 412, 429, 502, 503 and 504 pass; read 2026-11
 */
function connectorError({ status, headers, json }: PlatformAnswer, nowMs: number): Error {
  const { code } = (json as { error?: { code?: unknown } } | undefined)?.error ?? {}
  const said = typeof code === 'string' && /^\w{1,60}$/.test(code) ? `${status} ${code}` : String(status)
  if (status === 429) {
    return new RateLimited(
      `botframework: the connector asks to wait (${said})`,
      retryAfterMs(headers, nowMs) ?? DEFAULT_WAIT_MS,
    )
  }
  if (status === 401) {
    return new Unreachable(
      `botframework: the connector does not take our token (${said}); check MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD`,
      {
        blame: 'config',
      },
    )
  }
  if (status >= 500 || status === 412 || status === 408) {
    return new Unreachable(`botframework: the connector can't take it now (${said})`)
  }
  return new Refused(`botframework: the connector refused it (${said})`)
}
