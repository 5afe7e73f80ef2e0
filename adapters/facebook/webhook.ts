import { StoreError } from '../../protocol/errors.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'
import type { ChannelDeps } from '../adapter.ts'
import type { OwnSends } from '../own-sends.ts'
import { type NoteRefusal, tellRefusals, whyUnsigned } from '../refused-call.ts'
import type { FacebookChannel, FacebookConfig } from './config.ts'
import { withoutOwnEchoes } from './echoes.ts'
import type { MarkSeen } from './mark-seen.ts'
import { parseWebhook } from './parse.ts'
import { handshake, isFromMeta, SIGNATURE_HEADER } from './verify.ts'

const PATH = '/webhooks/facebook'
/** Meta batches up to 1000 events; one has some kilobytes at most. */
const MAX_BODY_BYTES = 8_388_608

export interface WebhookParts {
  channel: FacebookChannel
  config: FacebookConfig
  deps: ChannelDeps
  ownSends: OwnSends
  markSeen: MarkSeen
}

/** The one webhook of both channels: the handshake and the events. */
export function facebookRoutes(parts: WebhookParts): HttpRoute[] {
  const { deps, config, channel } = parts
  const refuse = tellRefusals(
    deps,
    channel,
    "if Meta sent it, FACEBOOK_APP_SECRET is not the app's secret, or FACEBOOK_VERIFY_TOKEN not the word in the app",
  )
  return [
    { method: 'GET', path: PATH, handle: ({ query }) => answerHandshake(query, config.verifyToken, refuse) },
    {
      method: 'POST',
      path: PATH,
      maxBodyBytes: MAX_BODY_BYTES,
      handle(request) {
        const given = request.headers[SIGNATURE_HEADER]
        if (isFromMeta(request.body, given, config.appSecrets)) return take(request, parts)
        refuse(whyUnsigned(given))
        return { status: 401 }
      },
    },
  ]
}

function answerHandshake(query: URLSearchParams, verifyToken: string, refuse: NoteRefusal): HttpAnswer {
  const challenge = handshake(query, verifyToken)
  if (challenge === undefined) {
    refuse('it does not know our verify token')
    return { status: 403 }
  }
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge }
}

/** 200 once everything is stored: Meta repeats what is answered otherwise, and ends the subscription of an address that goes on so. */
async function take(
  request: HttpRequest,
  { config, deps, ownSends, markSeen }: WebhookParts,
): Promise<HttpAnswer> {
  const { body } = request
  const parsed = parseWebhook(body, { appId: config.appId, nowMs: deps.clock() })
  if (parsed === undefined) {
    deps.log.warn({ bytes: body.length }, 'Facebook: a webhook that is for no page or Instagram account')
    return { status: 200 }
  }
  for (const { channel, account, action, reason } of parsed.warnings) {
    deps.log.error({ channel, account, action, reason }, 'Facebook: Meta enforces a policy on the account')
  }
  const { inbound, receipts: proved } = await withoutOwnEchoes(parsed.inbound, ownSends)
  const receipts = [...parsed.receipts, ...proved]
  try {
    const accepted = inbound.length === 0 ? [] : await deps.receive(inbound)
    if (receipts.length > 0) await deps.receipts(receipts)
    markSeen(inbound.filter((_, n) => accepted[n]?.fresh === true))
    return { status: 200 }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { status: 503, headers: { 'retry-after': '2' } }
  }
}
