import type { Channel, SendOptions } from '../../../adapters/adapter.ts'
import { botframework } from '../../../adapters/botframework/index.ts'
import {
  type BotFrameworkStandIn,
  startBotFrameworkStandIn,
} from '../../../adapters/botframework/stand-in/index.ts'
import type { HttpAnswer } from '../../../protocol/http.ts'
import { callRoute } from '../door.ts'
import { type House, openHouse } from '../house.ts'

export interface BotFrameworkDoor {
  platform: BotFrameworkStandIn
  channel: Channel
  house: House
  /** Posts an activity to the route, signed unless another token is given. */
  post(activity: object, authorization?: string): Promise<HttpAnswer>
  sendOptions(idempotencyKey: string, more?: Partial<SendOptions>): SendOptions
  close(): Promise<void>
}

/** The channel between a house and a stand-in of Azure Bot Service: the real SDK checks real signatures. */
export async function openBotFramework(
  channelId = 'msteams',
  environment: Record<string, string> = {},
): Promise<BotFrameworkDoor> {
  // Loading takes a second, on a busy machine more than a send may.
  await import('botbuilder')
  const platform = await startBotFrameworkStandIn({ channelId })
  const house = openHouse()
  const channel = botframework.configure({ ...platform.environment, ...environment })?.(house.deps)
  if (channel === undefined) throw new Error('Bot Framework is off')
  const serviceUrl = `${platform.url}/`
  return {
    platform,
    channel,
    house,
    async post(activity, authorization) {
      const token = authorization ?? `Bearer ${await platform.signing.token(platform.appId, serviceUrl)}`
      const headers = token === '' ? {} : { authorization: token }
      return callRoute(channel, {
        method: 'POST',
        path: '/api/messages',
        headers,
        body: activity,
        clientAddress: '127.0.0.1',
      })
    },
    sendOptions: (idempotencyKey, more = {}) => ({
      account: `${channelId}/28:bot`,
      threadKey: 'a:ana',
      conversationId: 'cnv_1',
      address: {
        channelId,
        serviceUrl,
        conversation: { id: 'a:ana' },
        bot: { id: '28:bot' },
        user: { id: 'ana' },
      },
      idempotencyKey,
      signal: AbortSignal.timeout(5_000),
      ...more,
    }),
    async close() {
      await channel.close?.()
      await platform.close()
    },
  }
}
