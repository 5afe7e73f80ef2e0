import type { App, Receiver } from '@slack/bolt'
import { StoreError } from '../../../protocol/errors.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../../protocol/http.ts'
import type { SlackDeps } from './deps.ts'
import { type Intake, keptAs } from './intake.ts'
import { isFromSlack } from './verify.ts'

/** Slack waits three seconds; a modal that hears later shows an error. */
const ANSWER_MS = 2_900

/** Slack's requests come in by a route of our own server; Bolt gets what they say. */
export function createHttpReceiver(
  signingSecret: string,
  intake: Pick<Intake, 'keep'>,
  { clock, log }: Pick<SlackDeps, 'clock' | 'log'>,
): Receiver & { route: HttpRoute } {
  let app: App | undefined

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    if (!isFromSlack(request, signingSecret, clock())) return { status: 401, body: 'not signed by Slack' }
    const body = readBody(request)
    if (body === undefined) return { status: 400, body: 'neither JSON nor a payload' }
    if (body.type === 'url_verification') return { status: 200, body: { challenge: body.challenge } }
    if ('ssl_check' in body) return { status: 200, body: '' }
    const as = keptAs(body)
    if (as === undefined) return answerNow(body)
    try {
      await intake.keep(body, as)
    } catch (error) {
      // Slack delivers it again.
      if (error instanceof StoreError) return { status: 503, body: '' }
      throw error
    }
    return { status: 200, body: '' }
  }

  function answerNow(body: Record<string, unknown>): Promise<HttpAnswer> {
    return new Promise(resolve => {
      const late = setTimeout(() => resolve({ status: 200, body: '' }), ANSWER_MS)
      const answer = (found: HttpAnswer) => {
        clearTimeout(late)
        resolve(found)
      }
      const ack = async (given?: unknown) =>
        answer({
          status: 200,
          body: typeof given === 'object' && given !== null ? given : String(given ?? ''),
        })
      app?.processEvent({ body, ack }).then(
        () => ack(),
        error => {
          log.error({ err: error }, 'an act in Slack met a fault')
          answer({ status: 500, body: '' })
        },
      )
    })
  }

  return {
    init(given) {
      app = given
    },
    start: async () => undefined,
    stop: async () => undefined,
    route: { method: 'POST', path: '/webhooks/slack', handle },
  }
}

/** Events come as JSON, buttons and modals as a form with JSON in it. */
function readBody({ headers, body }: HttpRequest): Record<string, unknown> | undefined {
  try {
    const text = Buffer.from(body).toString('utf8')
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
    const form = isForm ? new URLSearchParams(text) : undefined
    if (form?.has('ssl_check')) return { ssl_check: form.get('ssl_check') }
    const parsed: unknown = JSON.parse(form === undefined ? text : (form.get('payload') ?? ''))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
