import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '../protocol/http.ts'
import type { BodyShare } from './body-budget.ts'

/** Bytes of body that a route takes when it names no limit of its own. */
export const DEFAULT_BODY_BYTES = 262_144 * 4

/** Why a body was not read: 413 too large, 400 the client went away in the middle, 503 too many bytes of others are held. */
export type BodyFault = 413 | 400 | 503

const NO_BODY = new Uint8Array(0)

/**
 * Reads the raw bytes, for signatures are made over them. Stops at the limit: a length that is announced too large costs nothing, one that lies is cut
 * off. What follows is thrown away by Node, so that the client can still read its answer.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  share: BodyShare,
): Promise<Uint8Array | BodyFault> {
  const announced = request.headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes) return Promise.resolve(413)
  if ((announced === undefined || announced === '0') && request.headers['transfer-encoding'] === undefined) {
    return Promise.resolve(NO_BODY)
  }
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let bytes = 0
    const finish = (result: Uint8Array | BodyFault) => {
      request.off('data', onData).off('end', onEnd).off('error', onFault).off('close', onFault)
      resolve(result)
    }
    const onData = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes && share.take(chunk.length)) {
        chunks.push(chunk)
        return
      }
      finish(bytes > maxBytes ? 413 : 503)
      request.resume()
    }
    const onEnd = () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    const onFault = () => finish(400)
    request.on('data', onData).on('end', onEnd).on('error', onFault).on('close', onFault)
  })
}

/** The request as plain data. `trustedProxies`: how many of the last X-Forwarded-For entries were written by proxies of ours. */
export function toHttpRequest(
  request: IncomingMessage,
  params: Record<string, string>,
  body: Uint8Array,
  trustedProxies: number,
): HttpRequest {
  const url = request.url ?? '/'
  const queryAt = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    url,
    params,
    query: new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1)),
    headers: request.headers as Record<string, string | undefined>,
    body,
    clientAddress: clientAddress(request, trustedProxies),
  }
}

/** The address that our outermost proxy saw; whatever a client wrote further left in X-Forwarded-For is not believed. */
function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const peer = request.socket.remoteAddress ?? ''
  if (trustedProxies === 0) return peer
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',')
  return forwarded.at(-trustedProxies)?.trim() || peer
}
