import { z } from 'zod'
import { type ChannelDeps, defineAdapter, type Inbound, type Limits } from '../../adapters/adapter.ts'
import { degrade } from '../../adapters/degrade.ts'
import { callPlatform, type PlatformAnswer, retryAfterMs } from '../../adapters/platform-call.ts'
import { isSigned } from '../../adapters/signature.ts'
import { RateLimited, Refused, StoreError, Unreachable } from '../../protocol/errors.ts'
import type { HttpRequest } from '../../protocol/http.ts'

const config = z
  .object({ SMS_URL: z.url().optional(), SMS_SECRET: z.string().min(16).optional() })
  .transform(({ SMS_URL: url, SMS_SECRET: secret }) => (url && secret ? { url, secret } : undefined))
const plain = { markup: 'plain', cards: false, typing: false, buttons: 0, buttonChars: 0 } as const
const limits: Limits = { ...plain, textChars: 480 }

const message = z.looseObject({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  text: z.string().optional(),
})
const webhook = z.object({ messages: z.array(message) }).catch({ messages: [] })

function inbound({ id, from, to, text }: z.infer<typeof message>): Inbound {
  const mms = { type: 'event', name: 'unsupported', value: { kind: 'mms' } }
  const activity = { ...(text === undefined ? mms : { type: 'message', text }), id, channelId: 'sms' }
  return { account: to, threadKey: from, platformId: id, kind: 'activity', settle: true, activity }
}

function receiptOf({ status, headers, json }: PlatformAnswer, now: number) {
  if (status === 429) throw new RateLimited('sms is busy', retryAfterMs(headers, now) ?? 5_000)
  if (status === 401) throw new Unreachable('sms does not take SMS_SECRET', { blame: 'config' })
  if (status >= 500) throw new Unreachable(`sms answered ${status}`)
  if (status >= 400) throw new Refused(`sms refused it: ${status}`)
  return { platformId: z.object({ id: z.string() }).parse(json).id }
}

async function take({ body, headers }: HttpRequest, secret: string, { receive, log }: ChannelDeps) {
  const form = { encoding: 'hex', prefix: 'sha256=' } as const
  if (!isSigned(body, headers['x-sms-signature'], [secret], form)) return { status: 401 }
  try {
    const { messages } = webhook.parse(JSON.parse(Buffer.from(body).toString()))
    await receive(messages.map(inbound))
  } catch (error) {
    if (!(error instanceof SyntaxError)) return { status: error instanceof StoreError ? 503 : 500 }
    log.warn({ channel: 'sms' }, 'a signed webhook is no JSON')
  }
  return { status: 200 }
}

export const sms = defineAdapter({
  channel: 'sms',
  config,
  limits,
  open: ({ url, secret }, deps) => ({
    channel: 'sms',
    limits,
    render: (activities, context) =>
      activities
        .flatMap(one => degrade(one, limits, context))
        .flatMap(one => ('text' in one ? one.text : [])),
    async send(text, { account: from, threadKey: to, idempotencyKey: key, signal }) {
      const body = JSON.stringify({ from, to, text, key })
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      const { fetch, clock } = deps
      return receiptOf(await callPlatform({ channel: 'sms', fetch, url, headers, body, signal }), clock())
    },
    routes: [{ method: 'POST', path: '/webhooks/sms', handle: request => take(request, secret, deps) }],
  }),
})
