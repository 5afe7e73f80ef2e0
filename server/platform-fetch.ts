import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { ReadableStream } from 'node:stream/web'

/** Like Node's fetch: shorter than most servers keep a connection, so that a message does not go into one that is just ended. */
const IDLE_MS = 4_000
const CONNECT_MS = 10_000
/** A longer answer is handed over as it comes. */
const WHOLE_BYTES = 65_536
/** A Response with one of these must have no body. */
const EMPTY = new Set([204, 205, 304])

/** A call that we make ourselves: text posted, redirects left to the caller. */
interface Post {
  url: URL
  headers: Record<string, string>
  body: string
  signal: AbortSignal | undefined
}

/**
 * What channels call their platforms with: posts text, as each message needs it, by `node:http`, which takes half the processor time of Node's fetch, and calls that
 * for anything else. Answers and errors are those of fetch; no compressed answers are asked for.
 * Honours the proxies of the environment where NODE_USE_ENV_PROXY says so, as fetch does.
 */
export function createPlatformFetch(): typeof fetch {
  const options = {
    keepAlive: true,
    timeout: IDLE_MS,
    ...(process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {}),
  }
  const plain = new HttpAgent(options)
  const secure = new HttpsAgent(options)
  return (input, init) => {
    const call = postOf(input, init)
    return call === undefined ? fetch(input, init) : post(call, { plain, secure })
  }
}

function postOf(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Post | undefined {
  const { method, redirect, body, headers = {}, signal } = init
  const isOurs = method === 'POST' && redirect === 'manual' && typeof body === 'string'
  if (!isOurs || input instanceof Request || headers instanceof Headers || Array.isArray(headers)) return
  const url = new URL(input)
  if (url.username !== '' || !/^https?:$/.test(url.protocol)) return
  return { url, headers: headers as Record<string, string>, body, signal: signal ?? undefined }
}

function post(
  { url, headers, body, signal }: Post,
  { plain, secure }: { plain: HttpAgent; secure: HttpsAgent },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(signal?.aborted ? signal.reason : new TypeError('fetch failed', { cause }))
    if (signal?.aborted) {
      failed(signal.reason)
      return
    }
    const isSecure = url.protocol === 'https:'
    const request = (isSecure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: isSecure ? secure : plain,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'content-type': 'text/plain;charset=UTF-8',
        'user-agent': 'node',
        ...lowerCased(headers),
        'content-length': Buffer.byteLength(body),
      },
      ...(signal === undefined ? {} : { signal }),
    })
    let connecting: NodeJS.Timeout | undefined
    request.once('socket', socket => {
      if (!socket.connecting) return
      const late = Object.assign(new Error('no connection in time'), { code: 'UND_ERR_CONNECT_TIMEOUT' })
      connecting = setTimeout(() => request.destroy(late), CONNECT_MS)
      socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
    })
    request.once('close', () => clearTimeout(connecting))
    request.on('error', failed)
    request.once('response', answer => readAnswer(answer).then(resolve, failed))
    request.end(body)
  })
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** Resolves when the answer is whole, or too long to wait for. */
function readAnswer(answer: IncomingMessage): Promise<Response> {
  const { statusCode: status = 0, statusMessage: statusText = '' } = answer
  const headers = new Headers()
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    headers.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const respond = (body: BodyInit) =>
      resolve(new Response(EMPTY.has(status) ? null : body, { status, statusText, headers }))
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes <= WHOLE_BYTES) return
      answer.pause().off('data', onData).off('end', onEnd)
      respond(ReadableStream.from(rest(chunks, answer)) as BodyInit)
    }
    const onEnd = () =>
      respond(chunks.length === 1 ? new Uint8Array(chunks[0] as Buffer) : Buffer.concat(chunks))
    answer.on('data', onData).on('end', onEnd).on('error', reject)
  })
}

async function* rest(chunks: readonly Buffer[], answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
    for await (const chunk of answer) yield chunk as Buffer
  } finally {
    // Who has read enough cancels.
    answer.destroy()
  }
}
