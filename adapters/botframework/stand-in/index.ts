import { randomUUID } from 'node:crypto'
import type { StandIn, StandInDefinition, StandInOptions, TakenMessage } from '../../stand-in.ts'
import { createFaults } from '../../stand-in-faults.ts'
import { type StandInAnswer, type StandInCall, serveStandIn } from '../../stand-in-http.ts'
import { checkActivity, type TakenOption, takenMessage } from './connector.ts'
import { createSigning, type Signing } from './signing.ts'

const APP_ID = '00000000-0000-0000-0000-00000000b07a'
const PASSWORD = 'stand-in'
const BOT = { id: '28:bot', name: 'Casa Lumen' }

/** With what only Bot Framework has. */
export interface BotFrameworkStandIn extends StandIn {
  /** The key that its OpenID document names. */
  readonly signing: Signing
  readonly appId: string
  /** A message of that customer, as the connector posts it. */
  activity(customer: string, more?: Record<string, unknown>): Record<string, unknown>
  /** Posts an activity, signed unless another token is given. Resolves to the status of the answer. */
  post(activity: Record<string, unknown>, authorization?: string): Promise<number>
}

export interface BotFrameworkStandInOptions extends StandInOptions {
  /** The platform behind the connector. Default `msteams`. */
  channelId?: string
}

/** Azure Bot Service on this machine: its OpenID document and keys, the giver of tokens, and one channel's connector. */
export async function startBotFrameworkStandIn(
  options: BotFrameworkStandInOptions = {},
): Promise<BotFrameworkStandIn> {
  const { channelId = 'msteams' } = options
  const faults = createFaults(options.random)
  const signing = await createSigning([channelId])
  const taken: (TakenMessage & { actions: readonly TakenOption[] })[] = []
  const listeners = new Set<(message: TakenMessage) => void>()
  const tokens = new Set<string>()
  let deliverTo = options.webhookUrl
  let count = 0

  function takeActivity(call: StandInCall, to: string): StandInAnswer {
    const fault = faults.next()
    if (fault === 'timeout') return 'hang'
    if (fault === 'dropped') return 'drop'
    if (fault === 'rateLimited') return refusal(429, 'RateLimited', { 'retry-after': '2' })
    if (fault === 'serverError') return refusal(503, 'ServiceUnavailable')
    if (fault === 'refused') return refusal(403, 'ForbiddenOperationException')
    const isKnown = tokens.has(call.headers.authorization ?? '')
    if (fault === 'expiredToken' || !isKnown) {
      tokens.clear()
      return refusal(401, 'Unauthorized')
    }
    const wrong = checkActivity(call.body, channelId)
    if (wrong !== undefined) return refusal(wrong.status, wrong.code)
    const id = `1:${++count}`
    const message = takenMessage(id, to, call.body)
    taken.push(message)
    for (const listener of listeners) listener(message)
    if (fault === 'timeoutAfter') return 'hang'
    if (fault === 'droppedAfter') return 'drop'
    return { status: 201, json: { id } }
  }

  function giveToken(call: StandInCall): StandInAnswer {
    const form = new URLSearchParams(call.body.toString())
    const isOurs = form.get('client_id') === APP_ID && form.get('client_secret') === PASSWORD
    if (!isOurs || form.get('grant_type') !== 'client_credentials') {
      return { status: 401, json: { error: 'invalid_client' } }
    }
    const token = randomUUID()
    tokens.add(`Bearer ${token}`)
    return { status: 200, json: { access_token: token, token_type: 'Bearer', expires_in: 3600 } }
  }

  const server = await serveStandIn(options.port ?? 0, call => {
    const { method, path } = call
    if (path === '/openid')
      return { status: 200, json: { issuer: 'stand-in', jwks_uri: `${server.url}/keys` } }
    if (path === '/keys') return { status: 200, json: { keys: [signing.publicKey] } }
    if (method === 'POST' && path.endsWith('/oauth2/v2.0/token')) return giveToken(call)
    const conversation = /^\/v3\/conversations\/([^/]+)\/activities$/.exec(path)?.[1]
    if (method === 'POST' && conversation !== undefined) {
      return takeActivity(call, decodeURIComponent(conversation).replace(/^a:/, ''))
    }
    return refusal(404, 'NotFound')
  })
  // An address of the connector ends in a slash, as Teams' does.
  const serviceUrl = `${server.url}/`

  const activity = (customer: string, more: Record<string, unknown> = {}) => ({
    type: 'message',
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId,
    serviceUrl,
    from: { id: customer, name: customer },
    recipient: BOT,
    conversation: { id: `a:${customer}`, conversationType: 'personal', tenantId: 'tenant' },
    ...more,
  })

  async function post(body: Record<string, unknown>, authorization?: string): Promise<number> {
    if (deliverTo === undefined) return 0
    const token = authorization ?? `Bearer ${await signing.token(APP_ID, serviceUrl)}`
    const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: token }) }
    const sent = fetch(deliverTo, { method: 'POST', headers, body: JSON.stringify(body) })
    return sent.then(
      async response => {
        await response.arrayBuffer()
        return response.status
      },
      () => 0,
    )
  }

  return {
    channel: 'botframework',
    url: server.url,
    environment: {
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: PASSWORD,
      BOTFRAMEWORK_OPENID_URL: `${server.url}/openid`,
      BOTFRAMEWORK_LOGIN_URL: server.url,
    },
    webhook(url) {
      deliverTo = url
    },
    say: (customer, text, { name = customer } = {}) =>
      post(activity(customer, { text, from: { id: customer, name } })),
    async press(customer, title) {
      const message = taken.findLast(one => one.to === customer && one.actions.length > 0)
      const action = message?.actions.find(one => one.title === title)
      if (action === undefined) return 404
      return post(
        activity(customer, {
          text: action.text,
          ...(action.value === undefined ? {} : { value: action.value }),
        }),
      )
    },
    taken,
    onTaken(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFailed: server.onFailed,
    fail: faults.fail,
    failAtRandom: faults.failAtRandom,
    close: server.close,
    signing,
    appId: APP_ID,
    activity,
    post,
  }
}

const refusal = (status: number, code: string, headers: Record<string, string> = {}): StandInAnswer => ({
  status,
  json: { error: { code, message: code } },
  headers,
})

export const standIn: StandInDefinition = { channel: 'botframework', start: startBotFrameworkStandIn }
