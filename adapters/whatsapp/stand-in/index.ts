import type { Json } from '../../../protocol/json.ts'
import type { StandIn, StandInDefinition, StandInOptions, TakenMessage } from '../../stand-in.ts'
import { createFaults } from '../../stand-in-faults.ts'
import { type StandInAnswer, type StandInCall, serveStandIn } from '../../stand-in-http.ts'
import type { CheckedMessage } from './check-message.ts'
import { createCustomers, type StandInCustomer } from './customers.ts'
import { createDeliverer } from './deliver.ts'
import { graphError } from './graph-error.ts'
import { createMediaStore } from './media-store.ts'
import { createMessages, type TakenHere } from './messages.ts'
import { createRates, type Rates } from './rates.ts'

export interface WhatsappStandInOptions extends StandInOptions {
  /** Messages a second that the number may send. Default 80. */
  perSecond?: number
  /** To one customer: so many at once, then one in `pairEveryMs`. Defaults 45 and 6,000. */
  pairBurst?: number
  pairEveryMs?: number
  /** How long statuses are gathered into one POST, milliseconds. Default 50. */
  batchMs?: number
  /** Whether statuses come in any order. Default false. */
  shuffle?: boolean
  /** Approved templates: `name language` to the number of its parameters. Default: all are. */
  templates?: ReadonlyMap<string, number>
}

/** WhatsApp's Cloud API, with what tests need to see and to do beside what all stand-ins have. */
export interface WhatsappStandIn extends StandIn {
  /** Calls over the limits. */
  readonly rates: Pick<Rates, 'overruns' | 'busiest'>
  /** Ids of customers' messages that were marked as read, with typing shown. */
  readonly read: readonly string[]
  /** Bodies that a fault `refused` refused for good. */
  readonly refused: readonly Json[]
  /** A customer sends any message: the fields of its `type`. */
  sendMessage(customer: string, message: Record<string, Json>): Promise<number>
  /** A customer sends a file. */
  sendFile(customer: string, kind: string, bytes: Uint8Array, contentType: string): Promise<number>
  /** Any update, signed: for what a platform sends now and then. */
  update(field: string, value: Record<string, Json>): Promise<number>
  /** More than 24 hours go by since the customer wrote. */
  closeWindow(customer: string): void
  /** The next message is taken, and a status tells later that it failed. */
  failLater(code: number): void
}

const TOKEN = 'EAAstandin'
const PHONE_NUMBER_ID = '7001'
const APP_SECRET = 'stand-in-app-secret'
const VERIFY_TOKEN = 'stand-in-verify-token'

/** Starts the stand-in of the Cloud API. */
export async function startWhatsappStandIn(options: WhatsappStandInOptions = {}): Promise<WhatsappStandIn> {
  const { random = Math.random, reports = true, batchMs = 50, shuffle = false } = options
  const clock = Date.now
  const faults = createFaults(random)
  const customers = createCustomers()
  const media = createMediaStore()
  const rates = createRates({
    clock,
    perSecond: options.perSecond ?? 80,
    pairBurst: options.pairBurst ?? 45,
    pairEveryMs: options.pairEveryMs ?? 6_000,
  })
  const deliverer = createDeliverer({
    appSecret: APP_SECRET,
    phoneNumberId: PHONE_NUMBER_ID,
    webhookUrl: options.webhookUrl,
    batchMs,
    shuffle,
    random,
  })
  const taken: TakenHere[] = []
  const refused: Json[] = []
  const read: string[] = []
  const inboundIds = new Set<string>()
  const listeners = new Set<(message: TakenMessage) => void>()
  const failures: number[] = []
  let url = ''

  const messages = createMessages({
    clock,
    faults,
    rates,
    customers,
    media,
    templates: options.templates,
    onRefused: body => refused.push(body),
    onTaken(message, checked, customer, failure) {
      taken.push(message)
      for (const listener of listeners) listener(message)
      const code = failure ?? failures.shift()
      // That it failed is told in any case; how it went well only when asked for.
      if (code === undefined && !reports) return
      for (const status of code === undefined ? ['sent', 'delivered', 'read'] : ['failed']) {
        deliverer.status(statusOf(status, message, { checked, customer, code }))
      }
    },
  })

  function answer(call: StandInCall): StandInAnswer | Promise<StandInAnswer> {
    const { method, path, headers } = call
    if (headers.authorization !== `Bearer ${TOKEN}`) return graphError(401, 190, 'Invalid OAuth access token')
    const [, version = '', id = '', edge] = path.split('/')
    if (method === 'GET' && version === 'lookaside') return media.download(id)
    if (!/^v\d+\.\d+$/.test(version)) return graphError(400, 2500, 'Unknown path components')
    if (method === 'GET' && edge === undefined) return media.describe(id, url)
    if (id !== PHONE_NUMBER_ID) return graphError(400, 100, 'Unsupported post request', { subcode: 33 })
    if (method === 'POST' && edge === 'media') return media.upload(call)
    if (method === 'POST' && edge === 'messages') return takeCall(call)
    return graphError(400, 100, 'Unsupported request')
  }

  function takeCall({ body, headers }: StandInCall): StandInAnswer {
    if (!headers['content-type']?.startsWith('application/json')) return graphError(400, 100, 'no JSON')
    let json: unknown
    try {
      json = JSON.parse(body.toString('utf8'))
    } catch {
      return graphError(400, 100, 'no JSON')
    }
    const { status, message_id, messaging_product } = (json ?? {}) as Record<string, unknown>
    if (status !== 'read') return messages.send(json)
    if (messaging_product !== 'whatsapp' || !inboundIds.has(String(message_id))) {
      return graphError(400, 131009, 'message_id is not valid')
    }
    read.push(String(message_id))
    return { status: 200, json: { success: true } }
  }

  async function sendMessage(name: string, message: Record<string, Json>, profile?: string): Promise<number> {
    const customer = customers.named(name)
    customer.wroteAt = clock()
    const id = `wamid.IN${String(inboundIds.size + 1).padStart(8, '0')}`
    inboundIds.add(id)
    const { phone, bsuid } = customer
    return deliverer.update('messages', {
      contacts: [
        {
          profile: { name: profile ?? name },
          ...(phone === undefined ? {} : { wa_id: phone }),
          user_id: bsuid,
        },
      ],
      messages: [
        {
          ...(phone === undefined ? {} : { from: phone }),
          from_user_id: bsuid,
          id,
          timestamp: String(Math.floor(clock() / 1000)),
          ...message,
        },
      ],
    })
  }

  const server = await serveStandIn(options.port ?? 0, answer)
  url = server.url
  return {
    channel: 'whatsapp',
    url,
    environment: {
      WHATSAPP_API_URL: url,
      WHATSAPP_ACCESS_TOKEN: TOKEN,
      WHATSAPP_PHONE_NUMBER_ID: PHONE_NUMBER_ID,
      WHATSAPP_APP_SECRET: APP_SECRET,
      WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
      WHATSAPP_MESSAGES_PER_SECOND: String(options.perSecond ?? 80),
    },
    rates,
    read,
    refused,
    taken,
    webhook: deliverer.webhook,
    update: deliverer.update,
    say: (customer, text, who = {}) =>
      sendMessage(customer, { type: 'text', text: { body: text } }, who.name),
    async press(customer, title) {
      const newest = taken.findLast(message => message.to === customers.named(customer).name)
      const option = newest?.shown.options.find(one => one.title === title)
      if (!newest || !option) return 404
      const kind = newest.shown.isList ? 'list_reply' : 'button_reply'
      return sendMessage(customer, {
        type: 'interactive',
        context: { from: '15550001111', id: newest.id },
        interactive: { type: kind, [kind]: { ...option } },
      })
    },
    sendMessage: (customer, message) => sendMessage(customer, message),
    sendFile(customer, kind, bytes, contentType) {
      const { id, sha256 } = media.put(bytes, contentType)
      return sendMessage(customer, { type: kind, [kind]: { id, mime_type: contentType, sha256 } })
    },
    closeWindow(customer) {
      customers.named(customer).wroteAt = -Infinity
    },
    failLater: code => failures.push(code),
    onTaken(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFailed: server.onFailed,
    fail: faults.fail,
    failAtRandom: faults.failAtRandom,
    async close() {
      await deliverer.close()
      await server.close()
    },
  }
}

function statusOf(
  status: string,
  message: TakenHere,
  {
    checked,
    customer,
    code,
  }: { checked: CheckedMessage; customer: StandInCustomer; code: number | undefined },
): Json {
  const title = 'Message failed to send'
  return {
    id: message.id,
    status,
    timestamp: String(Math.floor(message.at / 1000)),
    ...(checked.to === undefined || customer.phone === undefined ? {} : { recipient_id: customer.phone }),
    ...(code === undefined ? { recipient_user_id: customer.bsuid } : {}),
    ...(checked.biz_opaque_callback_data === undefined
      ? {}
      : { biz_opaque_callback_data: checked.biz_opaque_callback_data }),
    ...(code === undefined
      ? {}
      : { errors: [{ code, title, message: title, error_data: { details: title } }] }),
  }
}

export const standIn: StandInDefinition = { channel: 'whatsapp', start: startWhatsappStandIn }
