import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Channel, SendOptions } from '../../../adapters/adapter.ts'
import { sign } from '../../../adapters/signature.ts'
import { twitter } from '../../../adapters/twitter/index.ts'
import {
  standIn,
  type TwitterStandIn,
  type TwitterStandInOptions,
} from '../../../adapters/twitter/stand-in/index.ts'
import { type Call, callRoute } from '../door.ts'
import { type House, openHouse } from '../house.ts'

export const SECRET = 'stand-in-secret'
export const SIGNATURE = 'x-twitter-webhooks-signature'

export const signedBody = (body: string | Uint8Array): Call => ({
  method: 'POST',
  path: '/webhooks/twitter',
  headers: { [SIGNATURE]: sign(body, SECRET, { encoding: 'base64', prefix: 'sha256=' }) },
  body,
})

export interface TwitterDoor {
  channel: Channel
  house: House
  platform: TwitterStandIn
  deliver(body: object | string): Promise<number>
  sendOptions(part: string, more?: Partial<SendOptions>): SendOptions
  close(): Promise<void>
}

/** The adapter over its stand-in; who writes `ana` may be written to. */
export async function openTwitter(
  options: TwitterStandInOptions & { environment?: Record<string, string>; house?: House } = {},
): Promise<TwitterDoor> {
  const platform = await standIn.start({ reports: false, ...options })
  const house = options.house ?? openHouse()
  const open = twitter.configure({ ...platform.environment, ...options.environment })
  if (open === undefined) throw new Error('off')
  const channel = open(house.deps as Parameters<typeof open>[0])
  return {
    channel,
    house,
    platform,
    async deliver(body) {
      const answer = await callRoute(
        channel,
        signedBody(typeof body === 'string' ? body : JSON.stringify(body)),
      )
      return answer.status
    },
    sendOptions: (idempotencyKey, more = {}) => ({
      account: '100',
      threadKey: '200',
      conversationId: 'cnv_1',
      idempotencyKey,
      signal: AbortSignal.timeout(2000),
      ...more,
    }),
    close: platform.close,
  }
}

/** The channel's routes behind a plain server on loopback, as its platform reaches them. */
export async function serveChannel(channel: Channel): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await callRoute(channel, {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers as Record<string, string>,
      body: new Uint8Array(Buffer.concat(chunks)),
    })
    response.writeHead(answer.status, answer.headers)
    const { body } = answer
    response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body ?? ''))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
