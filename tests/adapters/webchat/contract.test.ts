import { z } from 'zod'
import { StoreError } from '../../../protocol/errors.ts'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import { openDoor, type TokenBody } from './webchat-door.ts'

const payloadSchema = z.object({
  activity: z.object({
    text: z.string().optional(),
    suggestedActions: z.object({ actions: z.array(z.object({ title: z.string() })) }).optional(),
  }),
})

/** The web chat for the contract of all channels: its platform is the store's log. */
const harness: AdapterHarness = {
  environment: {},
  async open() {
    const door = openDoor()
    const { conversationId, token } = await door.start()
    const unstarted = await door.generate()
    const fill = (text: string, who: Pick<TokenBody, 'conversationId' | 'token'>) =>
      text.replaceAll('{conversation}', who.conversationId).replaceAll('{token}', who.token)
    return {
      channel: door.channel,
      received: door.received,
      prepare({ method, path, headers, body }) {
        // A start needs a conversation that was not started yet, all else one that was.
        const who = path.endsWith('/conversations') ? unstarted : { conversationId, token }
        return {
          method,
          path: fill(path, who),
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name, fill(value, who)]),
          ),
          body,
        }
      },
      forge: call => ({
        ...call,
        headers: { ...call.headers, authorization: `${call.headers?.authorization}x` },
      }),
      sendOptions: idempotencyKey => ({
        account: 'webchat',
        threadKey: conversationId,
        conversationId: 'cnv_1',
        idempotencyKey,
        signal: AbortSignal.timeout(5000),
      }),
      troubles: {
        gone: () => {
          door.memory.state.fail = new StoreError('store.unreachable', 'gone')
        },
      },
      garbage: body =>
        ['activities', 'upload'].map(what => ({
          method: 'POST',
          path: `/v3/directline/conversations/${conversationId}/${what}`,
          headers: { authorization: `Bearer ${token}` },
          body,
        })),
    }
  },
  shown(payload) {
    const { text, suggestedActions } = payloadSchema.parse(payload).activity
    const buttons = (suggestedActions?.actions ?? []).map(action => action.title)
    return text === undefined ? { buttons } : { text, buttons }
  },
}

adapterContract('webchat', harness)
