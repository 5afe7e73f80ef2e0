import type { Channel, ChannelDeps, SendOptions } from '../../../adapters/adapter.ts'
import { sign } from '../../../adapters/signature.ts'
import { whatsapp } from '../../../adapters/whatsapp/index.ts'
import { META_SIGNATURE } from '../../../adapters/whatsapp/verify.ts'
import type { Call } from '../door.ts'
import { type House, openHouse } from '../house.ts'

export const SECRET = 'app-secret'
export const VERIFY = 'verify-token'

export const environment = {
  WHATSAPP_ACCESS_TOKEN: 'EAAtoken',
  WHATSAPP_PHONE_NUMBER_ID: '7001,7002',
  WHATSAPP_APP_SECRET: SECRET,
  WHATSAPP_VERIFY_TOKEN: VERIFY,
}

/** A WhatsApp channel over a house of its own; `settings` over those above. */
export function openWhatsapp(
  settings: Record<string, string> = {},
  deps: Partial<ChannelDeps> = {},
): { channel: Channel; house: House } {
  const house = openHouse({ fetch: noGraph, ...deps })
  const open = whatsapp.configure({ ...environment, ...settings })
  if (!open) throw new Error('the channel is off')
  return { channel: open(house.deps), house }
}

const noGraph: typeof fetch = async () => Response.json({ success: true })

/** An update as Meta posts it. */
export function update(body: unknown, secret = SECRET): Call {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    method: 'POST',
    path: '/webhooks/whatsapp',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': sign(text, secret, META_SIGNATURE),
    },
    body: text,
  }
}

/** An update of one change of the field `messages`. */
export const messagesUpdate = (value: object, field = 'messages') =>
  update({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '9001',
        changes: [
          {
            field,
            value: { messaging_product: 'whatsapp', metadata: { phone_number_id: '7001' }, ...value },
          },
        ],
      },
    ],
  })

export const sendOptions = (options: Partial<SendOptions> = {}): SendOptions => ({
  account: '7001',
  threadKey: 'ES.88112233',
  conversationId: 'cnv_1',
  address: { phone: '34600000001', bsuid: 'ES.88112233' },
  idempotencyKey: 'out_1:0',
  signal: AbortSignal.timeout(5_000),
  ...options,
})
