import { StoreError } from '../../protocol/errors.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'
import type { ChannelDeps } from '../adapter.ts'
import { tellRefusals, whyUnsigned } from '../refused-call.ts'
import type { WhatsappConfig } from './config.ts'
import { type Notice, type Parsed, parseUpdate } from './parse.ts'
import type { Presence } from './presence.ts'
import { answerHandshake, isFromMeta, SIGNATURE_HEADER } from './verify.ts'

const PATH = '/webhooks/whatsapp'
/** Up to 1,000 updates come at once: Meta names no size, copies of its text speak of 3 MB. */
const MAX_BODY_BYTES = 4 * 1_048_576
/** Notices remembered as told. */
const MAX_TOLD = 100

/** Meta's webhook: the handshake and the updates. 200 only after all is stored; 503 asks Meta to come again, for up to 7 days. */
export function webhookRoutes(
  config: WhatsappConfig,
  deps: Pick<ChannelDeps, 'clock' | 'log' | 'receive' | 'receipts'>,
  presence: Presence,
): HttpRoute[] {
  const told = new Set<string>()
  const tell = ({ message, fields, once }: Notice) => {
    const key = JSON.stringify([message, fields])
    if (once && told.has(key)) return
    if (once && told.size < MAX_TOLD) told.add(key)
    deps.log.warn({ channel: 'whatsapp', ...fields }, message)
  }
  const refuse = tellRefusals(
    deps,
    'whatsapp',
    "if Meta sent it, WHATSAPP_APP_SECRET is not the app's secret, or WHATSAPP_VERIFY_TOKEN not the word in the app",
  )
  return [
    {
      method: 'GET',
      path: PATH,
      handle(request) {
        const answer = answerHandshake(request, config.verifyToken)
        if (answer.status === 403) refuse('it does not know our verify token')
        return answer
      },
    },
    {
      method: 'POST',
      path: PATH,
      maxBodyBytes: MAX_BODY_BYTES,
      async handle(request) {
        if (!isFromMeta(request, config.appSecrets)) {
          refuse(whyUnsigned(request.headers[SIGNATURE_HEADER]))
          return { status: 401 }
        }
        const parsed = read(request, config, deps)
        for (const notice of parsed.notices) tell(notice)
        return store(parsed, deps, presence)
      },
    },
  ]
}

function read(
  { body }: HttpRequest,
  { phoneNumberIds }: WhatsappConfig,
  { clock }: Pick<ChannelDeps, 'clock'>,
): Parsed {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(body))
  } catch {
    // Signed by Meta and no JSON: asking for it again for a week would not help.
  }
  return parseUpdate(json, { accounts: phoneNumberIds, nowMs: clock() })
}

async function store(
  { inbound, receipts }: Parsed,
  { receive, receipts: keep }: Pick<ChannelDeps, 'receive' | 'receipts'>,
  presence: Presence,
): Promise<HttpAnswer> {
  try {
    const accepted = inbound.length === 0 ? [] : await receive(inbound)
    if (receipts.length > 0) await keep(receipts)
    presence.seen(inbound.filter((_, index) => accepted[index]?.fresh))
  } catch (error) {
    if (error instanceof StoreError) return { status: 503 }
    throw error
  }
  return { status: 200 }
}
