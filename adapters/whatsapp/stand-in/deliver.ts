import { Agent, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Json } from '../../../protocol/json.ts'
import { sign } from '../../signature.ts'
import { META_SIGNATURE } from '../verify.ts'

export interface DeliverOptions {
  appSecret: string
  phoneNumberId: string
  webhookUrl?: string | undefined
  /** How long statuses are gathered into one POST. */
  batchMs: number
  /** Whether statuses come in any order. */
  shuffle: boolean
  random: () => number
}

/** Brings updates to the webhook as Meta does: signed, batched, again when they are not taken, in no certain order. */
export interface Deliverer {
  webhook(url: string): void
  /** One update; resolves to the status of the first answer, 0 when none came. One that is not taken comes again later. */
  update(field: string, value: Record<string, Json>): Promise<number>
  /** A status: gathered with others. */
  status(status: Json): void
  close(): Promise<void>
}

/** Statuses of one POST. */
const MAX_BATCH = 1_000
const RETRIES_MS = [200, 1_000, 5_000, 20_000]
/** Meta asks for an answer within 20 s. */
const ANSWER_MS = 20_000

export function createDeliverer(options: DeliverOptions): Deliverer {
  let url = options.webhookUrl
  let waiting: Json[] = []
  let timer: NodeJS.Timeout | undefined
  const again = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<unknown>>()
  let closed = false
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })

  /** By `node:http` and not by fetch, which takes twice the time of what is measured with it. */
  async function post(body: string): Promise<number> {
    if (url === undefined || closed) return 0
    const { hostname, port, pathname, protocol } = new URL(url)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': sign(body, options.appSecret, META_SIGNATURE),
    }
    const request = protocol === 'https:' ? httpsRequest : httpRequest
    return new Promise(resolve => {
      const sent = request(
        {
          hostname,
          port,
          path: pathname,
          method: 'POST',
          headers,
          timeout: ANSWER_MS,
          ...(protocol === 'https:' ? {} : { agent }),
        },
        answer => {
          answer.resume()
          answer.on('end', () => resolve(answer.statusCode ?? 0))
          answer.on('error', () => resolve(0))
        },
      )
      sent.on('timeout', () => sent.destroy())
      sent.on('error', () => resolve(0))
      sent.end(body)
    })
  }

  async function deliver(body: string): Promise<number> {
    const sent = post(body)
    underWay.add(sent)
    const status = await sent
    underWay.delete(sent)
    if (status < 200 || status > 299) retry(body, 0)
    return status
  }

  function retry(body: string, times: number): void {
    const waitMs = RETRIES_MS[times]
    if (waitMs === undefined || closed) return
    const timer = setTimeout(async () => {
      again.delete(timer)
      const status = await post(body)
      if (status < 200 || status > 299) retry(body, times + 1)
    }, waitMs)
    again.add(timer)
  }

  const envelope = (field: string, value: Record<string, Json>) =>
    asMetaWrites({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '9001',
          changes: [
            {
              field,
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550001111', phone_number_id: options.phoneNumberId },
                ...value,
              },
            },
          ],
        },
      ],
    })

  function flush(): void {
    timer = undefined
    const statuses = waiting
    waiting = []
    if (options.shuffle) statuses.sort(() => options.random() - 0.5)
    for (let at = 0; at < statuses.length; at += MAX_BATCH) {
      void deliver(envelope('messages', { statuses: statuses.slice(at, at + MAX_BATCH) }))
    }
  }

  return {
    webhook(to) {
      url = to
    },
    update: (field, value) => deliver(envelope(field, value)),
    status(status) {
      waiting.push(status)
      timer ??= setTimeout(flush, options.batchMs)
    },
    async close() {
      clearTimeout(timer)
      closed = true
      for (const timer of again) clearTimeout(timer)
      await Promise.all(underWay)
      agent.destroy()
    },
  }
}

/** Meta writes what is not ASCII as `\uXXXX` and a slash as `\/`, and signs that. */
function asMetaWrites(json: Json): string {
  return JSON.stringify(json)
    .replaceAll('/', '\\/')
    .replaceAll(/[\u0080-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
