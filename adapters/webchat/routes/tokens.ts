import { createHash } from 'node:crypto'
import { isoTime } from '../../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { newId } from '../../../protocol/ids.ts'
import { checkTokenRate, credentialsOf, type Webchat } from '../context.ts'
import { generateSchema, linkSchema, readBody, resumeSchema } from '../payload.ts'
import { Refusal } from '../refusal.ts'
import type { Grant } from '../token.ts'

type Wish = {
  user?: { id?: string | undefined; name?: string | undefined } | undefined
  trustedOrigins?: string[] | undefined
}

/** A grant for a conversation that is still to be started. Only the holder of the secret says who the user is. */
export function newGrant(nowMs: number, by: 'secret' | 'anyone', wish: Wish): Grant {
  const { user, trustedOrigins } = wish
  const own = by === 'secret' ? user : undefined
  return {
    conversationId: newId('web', nowMs),
    userId: own?.id || newId('dl', nowMs),
    ...(own?.name ? { userName: own.name } : {}),
    ...(trustedOrigins?.length ? { origins: trustedOrigins } : {}),
  }
}

/** POST /tokens/generate: starts nothing. */
export async function generate(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const by = await chat.access.mayGenerate(credentialsOf(request))
  if (by === 'anyone') checkTokenRate(chat, request)
  const wish = readBody(request.body, generateSchema)
  return { status: 200, body: await chat.tokens.issue(newGrant(chat.deps.clock(), by, wish)) }
}

/** POST /tokens/refresh: another half hour, while the old one is still good. */
export async function refresh(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  checkTokenRate(chat, request)
  const caller = await chat.access.caller(credentialsOf(request))
  if (caller.kind === 'secret') throw new Refusal('BadArgument', 'A token is refreshed, not the secret.')
  return { status: 200, body: await chat.tokens.issue(caller.grant) }
}

/** POST /tokens/resume, ours: a page that was away for days comes back into its conversation. */
export async function resume(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  checkTokenRate(chat, request)
  const { resumeToken } = readBody(request.body, resumeSchema)
  const grant = await chat.tokens.read(resumeToken, 'resume')
  const origin = request.headers.origin
  if (origin !== undefined && grant.origins && !grant.origins.includes(origin)) {
    throw new Refusal('Forbidden', 'The token is for pages of another origin.')
  }
  return { status: 200, body: await chat.tokens.issue(grant) }
}

/** POST /tokens/link, ours: who follows the link of our mail comes back into the conversation, once, from our own page only. */
export async function link(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  checkTokenRate(chat, request)
  const { code } = readBody(request.body, linkSchema)
  const hash = createHash('sha256').update(code).digest('hex')
  const { log } = chat.deps.webchat
  const key = await log.redeemLink(hash, isoTime(chat.deps.clock()))
  const user = key === undefined ? undefined : await log.find(key)
  if (key === undefined || user === undefined) {
    throw new Refusal('Forbidden', 'The link was used before, or its time is over.')
  }
  return { status: 200, body: await chat.tokens.issue({ conversationId: key, userId: user.userId }) }
}

/** GET /session/getsessionid: Microsoft's clients ask for it before a sign-in card; the same for the life of a conversation. */
export async function sessionId(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const caller = await chat.access.caller(credentialsOf(request))
  if (caller.kind === 'secret') throw new Refusal('BadArgument', 'A session belongs to a token.')
  const { conversationId, userId } = caller.grant
  const id = createHash('sha256').update(`session:${conversationId}:${userId}`).digest('base64url')
  return { status: 200, body: { sessionId: id } }
}
