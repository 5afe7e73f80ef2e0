import { StoreError } from '../../protocol/errors.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../protocol/http.ts'
import type { ChannelDeps } from '../adapter.ts'
import { tellRefusals, whyUnsigned } from '../refused-call.ts'
import type { AuthorOf } from './author.ts'
import type { TwitterConfig } from './config.ts'
import { type OwnMessage, type Parsed, parse } from './parse.ts'
import { challengeAnswer, isFromX, SIGNATURE_HEADER } from './verify.ts'

const PATH = '/webhooks/twitter'

/** The webhook: X's challenge, and what it brings. 200 only when everything lies in the store. */
export function webhookRoutes(config: TwitterConfig, deps: ChannelDeps, authorOf: AuthorOf): HttpRoute[] {
  const check = "if X sent it, TWITTER_CONSUMER_SECRET is not the secret of the app's webhook"
  const refuse = tellRefusals(deps, 'twitter', check)
  return [
    {
      method: 'GET',
      path: PATH,
      handle({ query }) {
        const token = query.get('crc_token')
        const answer = challengeAnswer(token ?? '', config.consumerSecret)
        if (answer === undefined) return { status: 400, body: { error: 'crc_token is missing, or none' } }
        return { status: 200, body: answer }
      },
    },
    {
      method: 'POST',
      path: PATH,
      handle(request) {
        const given = request.headers[SIGNATURE_HEADER]
        if (isFromX(request.body, given, config.consumerSecret))
          return receive(request, config, deps, authorOf)
        refuse(whyUnsigned(given))
        return { status: 401 }
      },
    },
  ]
}

async function receive(
  { body }: HttpRequest,
  config: TwitterConfig,
  deps: ChannelDeps,
  authorOf: AuthorOf,
): Promise<HttpAnswer> {
  const parsed = parse(body, config.userId)
  tell(parsed, deps)
  try {
    await keep(parsed, deps, authorOf)
    return { status: 200 }
  } catch (error) {
    if (error instanceof StoreError) return { status: 503 }
    throw error
  }
}

/** Stores what was read; resolves after the commit. */
export async function keep(parsed: Parsed, deps: ChannelDeps, authorOf: AuthorOf): Promise<void> {
  const { inbound, receipts, own } = parsed
  if (inbound.length > 0) await deps.receive(inbound)
  if (receipts.length > 0) await deps.receipts(receipts)
  for (const message of own) await keepOwn(message, deps, authorOf)
}

/** Our own message proves that a send whose answer was lost went out; a person's silences the bot. */
async function keepOwn(message: OwnMessage, deps: ChannelDeps, authorOf: AuthorOf): Promise<void> {
  const author = await authorOf(message)
  if (author.who === 'person') await deps.receive(message.echo)
  else if (author.part !== undefined) {
    const { account, id } = message
    await deps.receipts([{ account, status: 'sent', part: author.part, platformIds: [id] }])
  }
}

function tell({ revoked, replay, ignored }: Parsed, { log }: ChannelDeps): void {
  const fields = { channel: 'twitter' }
  if (revoked) {
    log.error(
      fields,
      'the account took its permission from the app: X sends nothing any more. Allow the app again, set TWITTER_ACCESS_TOKEN and _SECRET anew and subscribe again',
    )
  }
  if (replay !== undefined) log.info({ ...fields, state: replay }, 'X has ended a replay of missed events')
  if (ignored.length > 0)
    log.debug({ ...fields, kinds: ignored.slice(0, 20) }, 'events that nothing is made of')
}
