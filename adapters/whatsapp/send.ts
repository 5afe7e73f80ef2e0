import { z } from 'zod'
import { OutcomeUnknown, Refused } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { Receipt, SendOptions } from '../adapter.ts'
import { type Graph, REPORT_WAIT_MS } from './graph.ts'
import type { FileSender } from './media.ts'
import { outgoingSchema } from './outgoing.ts'
import type { Presence } from './presence.ts'
import type { SendPace } from './send-pace.ts'

export interface SendDeps {
  graph: Graph
  pace: SendPace
  presence: Presence
  sendFile: FileSender
}

const addressSchema = z.object({ phone: z.string().optional(), bsuid: z.string().optional() }).catch({})
const takenSchema = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) })

/**
 * Sends one payload. Meta takes no key against doubles, but tells ours with every status: so a call that broke is told as OutcomeUnknown, with a time to wait for
 * such a status.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages (read 2026-11)
 */
export async function send(payload: Json, options: SendOptions, deps: SendDeps): Promise<Receipt> {
  const { graph, pace, presence, sendFile } = deps
  const { account, signal, idempotencyKey } = options
  const parsed = outgoingSchema.safeParse(payload)
  if (!parsed.success) throw new Refused('whatsapp: the payload holds no message', { cause: parsed.error })
  const outgoing = parsed.data
  if ('typing' in outgoing) {
    await presence.typing(options, signal)
    return { platformId: `typing:${idempotencyKey}` }
  }
  await pace.take(options, signal)
  const message =
    'file' in outgoing ? ((await sendFile(outgoing.file, options, signal)) as object) : outgoing.message
  const answer = await graph({
    path: `/${account}/messages`,
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...recipient(options),
      ...message,
      biz_opaque_callback_data: idempotencyKey,
    },
    signal,
  })
  if (!answer.ok) throw pace.refused(answer.refusal, options)
  const taken = takenSchema.safeParse(answer.json).data
  if (!taken)
    throw new OutcomeUnknown('whatsapp took a message without telling its id', { waitMs: REPORT_WAIT_MS })
  pace.sent(options)
  presence.spoke(options)
  return { platformId: (taken.messages[0] as { id: string }).id }
}

/** The number where it is known (templates with codes go to numbers only), else the user id. */
function recipient({ address, threadKey }: SendOptions): { to: string } | { recipient: string } {
  const { phone, bsuid } = addressSchema.parse(address)
  if (phone !== undefined) return { to: phone }
  const key = bsuid ?? threadKey
  return /^\d+$/.test(key) ? { to: key } : { recipient: key }
}
