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
