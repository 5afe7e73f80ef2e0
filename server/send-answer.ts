import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpAnswer } from '../protocol/http.ts'
import type { OpenAnswers } from './stream-answer.ts'

/** On every answer, unless the route says otherwise: what browsers must not guess, keep or pass on. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Writes an answer. An object goes as JSON; a HEAD request gets the headers only. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  open?: OpenAnswers,
): void {
  if (response.headersSent || response.destroyed) return
  const { body } = answer
  const bytes =
    body === undefined
      ? undefined
      : typeof body === 'string' || body instanceof Uint8Array
        ? body
        : JSON.stringify(body)
  const headers: Record<string, string | number> = { ...HEADERS }
  if (bytes !== undefined) {
    headers['content-type'] = bytes === body ? 'text/plain; charset=utf-8' : 'application/json'
    headers['content-length'] = Buffer.byteLength(bytes)
  } else if (answer.stream === undefined && answer.status !== 204 && answer.status !== 304)
    headers['content-length'] = 0
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers[name.toLowerCase()] = value
  response.writeHead(answer.status, headers)
  if (answer.stream !== undefined && open !== undefined && request.method !== 'HEAD') {
    response.flushHeaders()
    open.begin(response, answer.stream)
    return
  }
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
