import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Log } from '../../protocol/log.ts'
import type { WebchatLog } from './deps.ts'
import { answerError } from './refusal.ts'
import type { Streams } from './stream.ts'
import type { Access, Credentials } from './verify.ts'
import { readWatermark } from './watermark.ts'

const STREAM_PATH = /^\/v3\/directline\/conversations\/([^/?]+)\/stream(?:\?|$)/

/** Answers `GET /conversations/:id/stream` with a socket; a refusal is an HTTP answer with Direct Line's error. */
export function createUpgrade(parts: { access: Access; streams: Streams; chatLog: WebchatLog; log: Log }) {
  // Clients have nothing to say on the stream, so no frame of theirs needs to be larger.
  const server = new WebSocketServer({ noServer: true, maxPayload: 65_536, perMessageDeflate: false })

  return (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const id = STREAM_PATH.exec(request.url ?? '')?.[1]
    if (id === undefined) return false
    // Until the handshake nobody else listens, and a client that leaves now must not end the process.
    socket.on('error', () => socket.destroy())
    allow(parts, request, id)
      .then(({ key, watermark }) => {
        server.handleUpgrade(request, socket, head, client => parts.streams.attach(key, client, watermark))
      })
      .catch(error => refuse(socket, error, parts.log))
    return true
  }
}

async function allow(
  { access, chatLog }: { access: Access; chatLog: WebchatLog },
  request: IncomingMessage,
  id: string,
): Promise<{ key: string; watermark: number }> {
  const query = new URL(request.url as string, 'http://localhost').searchParams
  const token = query.get('t')
  const credentials: Credentials = {
    // Browsers can't give a WebSocket a header; other clients may.
    authorization: token === null ? request.headers.authorization : `Bearer ${token}`,
    origin: request.headers.origin,
    host: request.headers.host,
  }
  access.checkOrigin(credentials)
  const { conversationId } = await access.conversation(credentials, decode(id))
  return {
    key: conversationId,
    watermark: await readWatermark(query.get('watermark'), chatLog, conversationId),
  }
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function refuse(socket: Duplex, error: unknown, log: Log): void {
  const { status, body } = answerError(error, log)
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}
