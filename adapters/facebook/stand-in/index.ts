import type { Json } from '../../../protocol/json.ts'
import type { FaultKind, StandIn, StandInDefinition, StandInOptions, TakenMessage } from '../../stand-in.ts'
import { createFaults } from '../../stand-in-faults.ts'
import { type StandInAnswer, type StandInCall, serveStandIn } from '../../stand-in-http.ts'
import type { FacebookChannel } from '../config.ts'
import type { CheckedMessage } from './check-message.ts'
import { createDelivery } from './deliver.ts'
import { createGraphAnswers } from './graph.ts'

/** What the stand-in of Messenger or Instagram can do beyond every stand-in. */
export interface FacebookStandIn extends StandIn {
  /** Somebody of the shop answers from the page's own inbox, or from Instagram's app. */
  answerByHand(customer: string, text: string): Promise<number>
  /** A customer sends a file, which can be loaded from here. */
  sendFile(customer: string, type: 'image' | 'audio' | 'video' | 'file', file: StandInFile): Promise<number>
  /** Any event of `messaging[]`, sender, recipient and time filled in. */
  deliver(customer: string, event: object): Promise<number>
  /** Any body, signed. */
  deliverRaw(body: string): Promise<number>
  /** The profile, property by property. */
  readonly profile: ReadonlyMap<string, Json>
  readonly uploads: ReadonlyMap<string, { type: string; bytes: Uint8Array; contentType: string }>
  /** Moves the platform's clock on. Milliseconds. */
  wait(ms: number): void
}

interface StandInFile {
  bytes: Uint8Array
  contentType: string
}

/** The same for both, so that one server may use both stand-ins at once. */
const APP_SECRET = 'stand-in-app-secret-of-meta'
const VERIFY_TOKEN = 'stand-in-verify-token'
const APP_ID = '900900900'
/** The app of the page's own inbox. */
const INBOX_APP = 263902037430900

const ACCOUNTS = { messenger: '100200300400500', instagram: '17841400000000001' } as const

/** `conserje stand-in messenger` */
export const messengerStandIn: StandInDefinition = {
  channel: 'messenger',
  start: options => startStandIn('messenger', options),
}

/** `conserje stand-in instagram`: an account of Instagram Login. */
export const instagramStandIn: StandInDefinition = {
  channel: 'instagram',
  start: options => startStandIn('instagram', options),
}

/** Meta's Graph API for one account, as a platform that customers write on. */
export async function startStandIn(
  channel: FacebookChannel,
  options: StandInOptions = {},
): Promise<FacebookStandIn> {
  const { port = 0, webhookUrl, random, reports = true } = options
  const isInstagram = channel === 'instagram'
  const account = ACCOUNTS[channel]
  let skewMs = 0
  let lastMs = 0
  // Each event has its own time, as in life.
  const clock = () => {
    lastMs = Math.max(lastMs + 1, Date.now() + skewMs)
    return lastMs
  }
  const object = isInstagram ? 'instagram' : 'page'
  const delivery = createDelivery({ object, account, appSecret: APP_SECRET, clock, url: webhookUrl })
  const faults = createFaults(random)
  const taken: TakenMessage[] = []
  const checked = new Map<string, CheckedMessage>()
  const listeners = new Set<(message: TakenMessage) => void>()
  const files = new Map<string, StandInFile>()
  const lastInbound = new Map<string, number>()
  const profile = new Map<string, Json>()
  const uploads = new Map<string, { type: string; bytes: Uint8Array; contentType: string }>()
  let counter = 0
  const newMid = () => `m_${channel}${Date.now().toString(36)}-${++counter}`

  const keep = (message: TakenMessage) => {
    taken.push(message)
    for (const listener of listeners) listener(message)
  }
  const toBot = (customer: string) => ({
    sender: { id: customer },
    recipient: { id: account },
    timestamp: clock(),
  })
  const fromPage = (customer: string) => ({
    sender: { id: account },
    recipient: { id: customer },
    timestamp: clock(),
  })

  const answers = createGraphAnswers({
    isInstagram,
    token: `stand-in-token-of-${channel}`,
    appSecret: APP_SECRET,
    account,
    clock,
    faults,
    lastInbound,
    profile,
    uploads,
    take(to, message, body) {
      const id = newMid()
      const { kind, text, metadata } = message
      checked.set(id, message)
      keep({ id, to, kind, text, options: message.options.map(one => one.title), at: clock(), body })
      if (!reports) return id
      const said = text === '' ? {} : { text }
      // Instagram's echoes bear neither the app nor a key.
      const ours = isInstagram
        ? {}
        : { app_id: Number(APP_ID), ...(metadata === undefined ? {} : { metadata }) }
      const echo = { ...fromPage(to), message: { mid: id, is_echo: true, ...said, ...ours } }
      const delivered = { ...toBot(to), delivery: { mids: [id], watermark: lastMs } }
      const read = { ...toBot(to), read: isInstagram ? { mid: id } : { watermark: lastMs } }
      delivery.later([echo])
      delivery.later(isInstagram ? [read] : [delivered, read], 20)
      return id
    },
    act: (to, action, body) =>
      keep({ id: `${action}-${++counter}`, to, kind: action, text: '', options: [], at: clock(), body }),
  })
  const server = await serveStandIn(port, (call: StandInCall): StandInAnswer | Promise<StandInAnswer> => {
    const file = files.get(call.path)
    if (file === undefined) return answers(call)
    return { status: 200, bytes: file.bytes, headers: { 'content-type': file.contentType } }
  })

  const deliver = (customer: string, event: object): Promise<number> => {
    const at = toBot(customer)
    lastInbound.set(customer, at.timestamp)
    return delivery.one({ ...at, ...event })
  }
  return {
    channel,
    url: server.url,
    environment: {
      FACEBOOK_APP_SECRET: APP_SECRET,
      FACEBOOK_VERIFY_TOKEN: VERIFY_TOKEN,
      ...(isInstagram
        ? { INSTAGRAM_ACCESS_TOKEN: 'stand-in-token-of-instagram', INSTAGRAM_API_URL: server.url }
        : { FACEBOOK_PAGE_ACCESS_TOKEN: 'stand-in-token-of-messenger', FACEBOOK_API_URL: server.url }),
    },
    webhook: delivery.to,
    say: (customer, text) => deliver(customer, { message: { mid: newMid(), text } }),
    press(customer, title) {
      const newest = taken.findLast(({ to, id }) => to === customer && checked.has(id))
      const option = checked.get(newest?.id ?? '')?.options.find(one => one.title === title)
      if (option?.payload === undefined) return Promise.resolve(404)
      const { payload } = option
      return option.isReply
        ? deliver(customer, { message: { mid: newMid(), text: title, quick_reply: { payload } } })
        : deliver(customer, { postback: { mid: newMid(), title, payload } })
    },
    answerByHand: (customer, text) =>
      delivery.one({
        ...fromPage(customer),
        message: { mid: newMid(), is_echo: true, text, ...(isInstagram ? {} : { app_id: INBOX_APP }) },
      }),
    sendFile(customer, type, file) {
      const path = `/files/${newMid()}`
      files.set(path, file)
      const attachments = [{ type, payload: { url: server.url + path } }]
      return deliver(customer, { message: { mid: newMid(), attachments } })
    },
    deliver,
    deliverRaw: delivery.raw,
    taken,
    profile,
    uploads,
    wait(ms) {
      skewMs += ms
    },
    onTaken(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFailed: server.onFailed,
    fail: (kind: FaultKind, times?: number) => faults.fail(kind, times),
    failAtRandom: (share, kinds) => faults.failAtRandom(share, kinds),
    async close() {
      delivery.close()
      await server.close()
    },
  }
}
