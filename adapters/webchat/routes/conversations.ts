import { isoTime } from '../../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { credentialsOf, streamUrl, type Webchat } from '../context.ts'
import { startInbound } from '../parse.ts'
import { readBody, startSchema } from '../payload.ts'
import { Refusal } from '../refusal.ts'
import type { Grant } from '../token.ts'
import { readWatermark } from '../watermark.ts'
import { newGrant } from './tokens.ts'

/** POST /conversations: 201 for a new one, 200 for one that this token started before. */
export async function start(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const caller = await chat.access.caller(credentialsOf(request))
  const body = readBody(request.body, startSchema)
  const grant = caller.kind === 'token' ? caller.grant : newGrant(chat.deps.clock(), 'secret', body)
  const fresh = await open(chat, grant, body.locale, request.clientAddress)
  const tokens = await chat.tokens.issue(grant)
  return {
    status: fresh ? 201 : 200,
    body: { ...tokens, streamUrl: streamUrl(chat, request, tokens) },
  }
}

/** Opens the log and tells the bot that a customer is there. Both may be repeated, so a crash between them is mended by the next start. */
async function open(
  chat: Webchat,
  grant: Grant,
  locale: string | undefined,
  clientAddress: string,
): Promise<boolean> {
  const { conversationId, userId } = grant
  const { log } = chat.deps.webchat
  return chat.lanes(conversationId, async () => {
    const at = isoTime(chat.deps.clock())
    const opened = await log.open(conversationId, userId, at)
    if (opened.userId !== userId) throw new Refusal('Forbidden', 'The token is for another conversation.')
    // A log that holds something was welcomed: weeks later the inbox may have forgotten the first start.
    if (opened.fresh || (await log.last(conversationId)) === 0) {
      await chat.deps.receive([startInbound(grant, locale, at, clientAddress)])
    }
    return opened.fresh
  })
}

/** GET /conversations/:id?watermark=: a new token and stream for a client that lost its own. */
export async function reconnect(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const credentials = credentialsOf(request)
  const who = await chat.access.conversation(credentials, request.params.id as string)
  const caller = await chat.access.caller(credentials)
  const watermark = await readWatermark(
    request.query.get('watermark'),
    chat.deps.webchat.log,
    who.conversationId,
  )
  const tokens = await chat.tokens.issue(caller.kind === 'token' ? caller.grant : who)
  const url = streamUrl(chat, request, { ...tokens, watermark: watermark === 0 ? '' : String(watermark) })
  return { status: 200, body: { ...tokens, streamUrl: url } }
}
