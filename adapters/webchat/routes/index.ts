import type { HttpAnswer, HttpRequest, HttpRoute } from '../../../protocol/http.ts'
import { credentialsOf, type Webchat } from '../context.ts'
import { answerError } from '../refusal.ts'
import { list, post } from './activities.ts'
import { reconnect, start } from './conversations.ts'
import { file } from './files.ts'
import { generate, link, refresh, resume, sessionId } from './tokens.ts'
import { upload } from './upload.ts'

type Handler = (chat: Webchat, request: HttpRequest) => Promise<HttpAnswer>

const BASE = '/v3/directline'
const SMALL_BODY = 65_536
/** 256 K characters, each at most four bytes. */
const ACTIVITY_BODY = 1_048_576

/** Path, method, handler, bytes of body. A path that is not here is answered 404 by the server. */
const table = (maxUploadBytes: number): readonly [string, 'GET' | 'POST', Handler, number][] => [
  ['/tokens/generate', 'POST', generate, SMALL_BODY],
  ['/tokens/refresh', 'POST', refresh, SMALL_BODY],
  ['/tokens/resume', 'POST', resume, SMALL_BODY],
  ['/tokens/link', 'POST', link, SMALL_BODY],
  ['/session/getsessionid', 'GET', sessionId, SMALL_BODY],
  ['/conversations', 'POST', start, SMALL_BODY],
  ['/conversations/:id', 'GET', reconnect, SMALL_BODY],
  ['/conversations/:id/activities', 'POST', post, ACTIVITY_BODY],
  ['/conversations/:id/activities', 'GET', list, SMALL_BODY],
  ['/conversations/:id/upload', 'POST', upload, maxUploadBytes + ACTIVITY_BODY],
  ['/files/:id', 'GET', file, SMALL_BODY],
]

/** All of Direct Line but the stream, each path with its preflight; no handler ever throws. */
export function directLineRoutes(chat: Webchat): HttpRoute[] {
  const entries = table(chat.deps.maxUploadBytes)
  const routes = entries.map(
    ([path, method, handler, maxBodyBytes]): HttpRoute => ({
      method,
      path: BASE + path,
      maxBodyBytes,
      handle: request => answer(chat, handler, request),
    }),
  )
  const paths = new Set(entries.map(([path]) => path))
  const preflights = [...paths].map(
    (path): HttpRoute => ({
      method: 'OPTIONS',
      path: BASE + path,
      handle: request => preflight(chat, request),
    }),
  )
  return [...routes, ...preflights]
}

async function answer(chat: Webchat, handler: Handler, request: HttpRequest): Promise<HttpAnswer> {
  try {
    chat.access.checkOrigin(credentialsOf(request))
    return withCors(chat, request, await handler(chat, request))
  } catch (error) {
    return withCors(chat, request, answerError(error, chat.deps.log))
  }
}

const preflight = (chat: Webchat, request: HttpRequest): HttpAnswer =>
  withCors(chat, request, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      // Without x-requested-with no browser reaches us with Microsoft's client: rxjs sends it with every request.
      'access-control-allow-headers':
        'authorization, content-type, content-disposition, x-ms-bot-agent, x-requested-with, accept',
      'access-control-max-age': '600',
    },
  })

/** An origin that may not use the chat gets no header, so its browser keeps the answer to itself. */
function withCors(chat: Webchat, request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const { origin } = credentialsOf(request)
  const headers: Record<string, string> = { ...answer.headers, vary: 'Origin' }
  if (origin !== undefined && mayUse(chat, request)) {
    headers['access-control-allow-origin'] = origin
    headers['access-control-expose-headers'] = 'retry-after'
    // Microsoft's client asks for the session with credentials; the chat itself knows no cookie.
    if (request.url.includes('/session/')) headers['access-control-allow-credentials'] = 'true'
  }
  return { ...answer, headers }
}

function mayUse(chat: Webchat, request: HttpRequest): boolean {
  try {
    chat.access.checkOrigin(credentialsOf(request))
    return true
  } catch {
    return false
  }
}
