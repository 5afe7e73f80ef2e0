import { z } from 'zod'
import { sign } from '../../../adapters/signature.ts'
import { startWhatsappStandIn } from '../../../adapters/whatsapp/stand-in/index.ts'
import { META_SIGNATURE } from '../../../adapters/whatsapp/verify.ts'
import { type AdapterHarness, adapterContract } from '../../contracts/adapter.ts'
import { environment, openWhatsapp, SECRET, sendOptions, update, VERIFY } from './whatsapp-house.ts'

const shownSchema = z.object({
  message: z
    .object({
      text: z.object({ body: z.string() }).optional(),
      interactive: z
        .object({
          body: z.object({ text: z.string() }),
          action: z.object({
            buttons: z.array(z.object({ reply: z.object({ title: z.string() }) })).default([]),
          }),
        })
        .optional(),
    })
    .optional(),
})

const harness: AdapterHarness = {
  environment,
  async open() {
    const standIn = await startWhatsappStandIn({ reports: false })
    await standIn.say('34600000001', 'hello')
    const { channel, house } = openWhatsapp(
      {
        GRAPH_API_URL: standIn.url,
        WHATSAPP_ACCESS_TOKEN: standIn.environment.WHATSAPP_ACCESS_TOKEN as string,
      },
      { fetch },
    )
    return {
      channel: { ...channel, close: () => standIn.close() },
      received: () => house.received,
      prepare({ method, path, headers, body }) {
        return {
          method,
          path: path.replace('{verify}', VERIFY),
          headers: { ...headers, 'x-hub-signature-256': sign(body, SECRET, META_SIGNATURE) },
          body,
        }
      },
      forge: call => ({
        ...call,
        path: call.path.replace(VERIFY, 'guessed'),
        headers: {
          ...call.headers,
          'x-hub-signature-256': sign(String(call.body), 'guessed', META_SIGNATURE),
        },
      }),
      sendOptions: idempotencyKey =>
        sendOptions({ idempotencyKey, address: { phone: '34600000001' }, signal: AbortSignal.timeout(500) }),
      troubles: {
        busy: () => standIn.fail('rateLimited'),
        gone: () => standIn.fail('serverError'),
        refusing: () => standIn.fail('refused'),
        silent: () => standIn.fail('timeout'),
      },
      garbage: body => [
        { method: 'POST', path: '/webhooks/whatsapp', body },
        update(Buffer.from(body).toString('latin1')),
        { method: 'GET', path: '/webhooks/whatsapp' },
      ],
    }
  },
  shown(payload) {
    const { message } = shownSchema.parse(payload)
    const text = message?.text?.body ?? message?.interactive?.body.text
    const buttons = (message?.interactive?.action.buttons ?? []).map(({ reply }) => reply.title)
    return text === undefined ? { buttons } : { text, buttons }
  },
}

adapterContract('whatsapp', harness)
