import { isoTime } from '../../protocol/clock.ts'
import { StoreError } from '../../protocol/errors.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'
import type { ChannelDeps } from '../adapter.ts'
import { tellRefusals } from '../refused-call.ts'
import type { BotFrameworkConfig } from './config.ts'
import { parseIncoming } from './parse.ts'
import { type Incoming, readBody, readIncoming } from './payload.ts'
import type { Sdk } from './sdk.ts'
import { verifyIncoming } from './verify.ts'

/** Files inside a message come as base64. Bytes. */
const MAX_BODY_BYTES = 16_777_216

/** `POST /api/messages`: 401 for whom Bot Framework did not send, 200 after what it sent is stored, 503 when that, or the check, is to be tried again. */
export function messagesRoute(
  config: BotFrameworkConfig,
  deps: Pick<ChannelDeps, 'receive' | 'clock' | 'log'>,
  load: () => Promise<Sdk>,
): HttpRoute {
  const check =
    'if Microsoft sent it, MICROSOFT_APP_ID, MICROSOFT_APP_TYPE or MICROSOFT_APP_TENANT_ID are not those of the bot in Azure'
  const refuse = tellRefusals(deps, 'botframework', check)
  return {
    method: 'POST',
    path: '/api/messages',
    maxBodyBytes: MAX_BODY_BYTES,
    async handle(request: HttpRequest): Promise<HttpAnswer> {
      const body = readBody(request.body)
      if (body === undefined) return { status: 400 }
      const incoming = readIncoming(body)
      // Nothing can be proved of an activity that does not say where it comes from.
      if (incoming === undefined) {
        if (config.emulator) return { status: 400 }
        refuse('it does not say where it comes from')
        return { status: 401 }
      }
      const verdict = await verifyIncoming(
        incoming,
        request.headers.authorization ?? '',
        request.clientAddress,
        load,
        config,
      )
      if (verdict === 'unknown')
        deps.log.warn({ channel: 'botframework' }, 'the keys of Bot Framework could not be had')
      if (verdict === 'reject') refuse('its token is missing, or not for this bot')
      if (verdict !== 'accept') return { status: verdict === 'reject' ? 401 : 503 }
      try {
        const inbound = parseIncoming(incoming, isoTime(deps.clock()))
        if (inbound.length > 0) await deps.receive(inbound)
      } catch (error) {
        if (error instanceof StoreError) return { status: 503 }
        throw error
      }
      return answerTo(incoming)
    },
  }
}

/** A call waits for a body; nothing else does. @see "Universal Actions for Adaptive Cards", response format */
function answerTo({ type, name }: Incoming): HttpAnswer {
  if (type !== 'invoke') return { status: 200 }
  if (name !== 'adaptiveCard/action') return { status: 200, body: {} }
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '✓' },
  }
}
