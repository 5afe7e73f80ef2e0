import type { StandIn, StandInDefinition, StandInOptions } from '../../stand-in.ts'
import { createFaults } from '../../stand-in-faults.ts'
import { serveStandIn } from '../../stand-in-http.ts'
import { answerCall, type Limits } from './answer-call.ts'
import { createEvents, mentionEvent, messageEvent, readEvent } from './events.ts'
import { optionsIn } from './messages.ts'
import type { Keys } from './oauth.ts'
import { createWorld, type Post } from './world.ts'

/** What this stand-in can do beyond the others. */
export interface TwitterStandIn extends StandIn {
  /** Posts in public that names the shop. `talk`: the post that it belongs to; default its own. Resolves as `say`. */
  mention(
    customer: string,
    text: string,
    options?: { lang?: string; talk?: string },
  ): Promise<{ status: number; postId: string }>
  /** Sends a picture. Resolves as `say`. */
  sendPicture(customer: string, bytes: Uint8Array, text?: string): Promise<number>
  /** A person of the shop writes to the customer from X's own app. Resolves as `say`. */
  answerByHand(customer: string, text: string): Promise<number>
  /** Delivers any body, signed. */
  deliver(body: object): Promise<number>
}

export interface TwitterStandInOptions extends StandInOptions {
  /** Calls that X takes in a window, of messages; default as documented: 15 in 900,000 ms. */
  messagesPerWindow?: number
  windowMs?: number
}

const KEYS: Keys = {
  consumerKey: 'stand-in-key',
  consumerSecret: 'stand-in-secret',
  accessToken: '100-stand-in-token',
  accessTokenSecret: 'stand-in-token-secret',
}
const USER_ID = '100'

/** X on loopback: direct messages, posts, media, the webhook with its challenge, rate limits and refusals. What a customer says that begins with `@` is posted in public. */
export const standIn = { channel: 'twitter', start } satisfies StandInDefinition

async function start(options: TwitterStandInOptions = {}): Promise<TwitterStandIn> {
  const { port = 0, webhookUrl, random, reports = true } = options
  const limits: Limits = { messages: options.messagesPerWindow ?? 15, windowMs: options.windowMs ?? 900_000 }
  const world = createWorld(USER_ID, '27')
  const faults = createFaults(random)
  const events = createEvents(KEYS.consumerSecret, webhookUrl)
  const lastRead = new Map<string, string>()
  const tellOfOwn = (message: Parameters<typeof messageEvent>[0]) => {
    if (reports) void events.deliver(messageEvent(message, world, ''))
  }
  const server = await serveStandIn(
    port,
    answerCall({ world, faults, keys: KEYS, limits, onSent: tellOfOwn, origin: () => server.url }),
  )

  const receive = (customer: string, text: string, name = customer, attachment?: (id: string) => object) => {
    const senderId = world.idOf(customer)
    world.reachable.add(senderId)
    const message = { id: world.nextId(), senderId, recipientId: USER_ID, text, atMs: Date.now() }
    world.messages.push(message)
    return { message, event: messageEvent(message, world, name, attachment?.(message.id)) }
  }
  /** Whoever writes has read what stands above. */
  const readFirst = async (customer: string) => {
    const readerId = world.idOf(customer)
    const last = world.messages.findLast(message => message.recipientId === readerId)
    if (!reports || last === undefined || lastRead.get(readerId) === last.id) return
    lastRead.set(readerId, last.id)
    await events.deliver(readEvent(readerId, last.id, world))
  }
  const say: StandIn['say'] = async (customer, text, { name } = {}) => {
    if (text.startsWith('@')) return (await mention(customer, text)).status
    await readFirst(customer)
    return events.deliver(receive(customer, text, name).event)
  }
  const mention: TwitterStandIn['mention'] = async (customer, text, { lang, talk } = {}) => {
    const id = world.nextId()
    const post: Post = {
      id,
      authorId: world.idOf(customer),
      text,
      talk: talk ?? id,
      names: true,
      createdAt: new Date().toISOString(),
      ...(lang === undefined ? {} : { lang }),
    }
    world.posts.set(id, post)
    return { status: await events.deliver(mentionEvent(post, world)), postId: id }
  }
  return {
    channel: 'twitter',
    url: server.url,
    environment: {
      TWITTER_CONSUMER_KEY: KEYS.consumerKey,
      TWITTER_CONSUMER_SECRET: KEYS.consumerSecret,
      TWITTER_ACCESS_TOKEN: KEYS.accessToken,
      TWITTER_ACCESS_TOKEN_SECRET: KEYS.accessTokenSecret,
      TWITTER_API_URL: server.url,
    },
    webhook: events.webhook,
    say,
    async press(customer, title) {
      const newest = world.taken.findLast(({ to, kind }) => to === customer && kind !== 'post')
      const number = optionsIn(newest?.text ?? '').indexOf(title) + 1
      return number === 0 ? 404 : say(customer, String(number))
    },
    mention,
    async sendPicture(customer, bytes, text = '') {
      await readFirst(customer)
      const link = 'https://t.co/picture01'
      const { event } = receive(customer, `${text} ${link}`.trim(), customer, id => {
        const path = `/1.1/ton/data/dm/${id}/${world.nextId()}/picture.png`
        world.pictures.set(path, bytes)
        return { type: 'media', media: { url: link, media_url_https: server.url + path, type: 'photo' } }
      })
      return events.deliver(event)
    },
    async answerByHand(customer, text) {
      const recipientId = world.idOf(customer)
      const message = { id: world.nextId(), senderId: USER_ID, recipientId, text, atMs: Date.now() }
      world.messages.push(message)
      return events.deliver(messageEvent(message, { ...world, appId: '3033300' }, customer))
    },
    deliver: events.deliver,
    taken: world.taken,
    onTaken: world.onTaken,
    onFailed: server.onFailed,
    fail: faults.fail,
    failAtRandom: faults.failAtRandom,
    close: server.close,
  }
}
