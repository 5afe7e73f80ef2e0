import type { StandIn, StandInOptions, TakenMessage } from '../../../../adapters/stand-in.ts'
import { createFaults } from '../../../../adapters/stand-in-faults.ts'
import { serveStandIn } from '../../../../adapters/stand-in-http.ts'
import type { Json } from '../../../../protocol/json.ts'
import { createCommands } from './commands.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { createPersonActs, type PersonActs } from './person.ts'
import { createWebApi } from './web-api.ts'
import { createWorld, type SlackMessage, type World } from './world.ts'

export interface SlackStandInOptions extends StandInOptions {
  /** Socket Mode: no webhook. */
  socketMode?: boolean
  channels?: readonly string[]
  /** Messages that a channel takes in a second; Slack itself promises one, and lets short bursts pass. */
  perSecond?: number
}

/** A workspace on this machine. Its people are called `U1ANA` and the like; `person` adds one. */
export interface SlackStandIn extends StandIn, PersonActs {
  readonly world: World
  readonly delivery: Delivery
  person(name: string, email?: string): string
  /** Everybody whom the server's words would have called: `!channel`, `@U1`. */
  readonly called: readonly string[]
  /** Revokes the token, or gives it back. */
  token(works: boolean): void
  /** First messages of threads. */
  heads(): SlackMessage[]
  /** All that stands in a thread, its first message too, as a person reads it. */
  read(head: SlackMessage): string[]
}

const SIGNING_SECRET = 'stand-in-signing-secret-of-slack'
const BOT_TOKEN = 'xoxb-stand-in-of-slack'
const APP_TOKEN = 'xapp-stand-in-of-slack'

type Piece = Record<string, unknown>

/** All text of a message, block by block. */
export function textOf(message: Pick<SlackMessage, 'text' | 'blocks' | 'files'>): string {
  const found: string[] = []
  const look = (piece: unknown): void => {
    if (Array.isArray(piece)) for (const one of piece) look(one)
    else if (typeof piece === 'object' && piece !== null) {
      const { type, text } = piece as Piece
      if ((type === 'mrkdwn' || type === 'plain_text') && typeof text === 'string') found.push(text)
      else for (const one of Object.values(piece)) look(one)
    }
  }
  look(message.blocks)
  const files = message.files.map(({ name }) => `[file ${name}]`)
  return [...(found.length === 0 ? [message.text] : found), ...files].join('\n')
}

const titlesOf = ({ blocks }: SlackMessage): string[] =>
  blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) =>
      (elements as { text?: { text?: string } }[]).flatMap(({ text }) => text?.text ?? []),
    )

export const standIn = {
  channel: 'slack',

  async start(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
    const { port = 0, webhookUrl, random, channels = ['C1DESK', 'C2DESK'], perSecond = 20 } = options
    const world = createWorld(channels)
    const delivery = await createDelivery(
      SIGNING_SECRET,
      options.socketMode === true ? undefined : webhookUrl,
    )
    const faults = createFaults(random)
    const called: string[] = []
    const taken: TakenMessage[] = []
    const listeners = new Set<(message: TakenMessage) => void>()
    let works = true
    let base = ''

    const answer = createWebApi({
      world,
      faults,
      botToken: BOT_TOKEN,
      appToken: APP_TOKEN,
      perSecond,
      base: () => base,
      socketUrl: delivery.socketUrl,
      tokenWorks: () => works,
      onCalled: who => called.push(...who),
      onPosted(message) {
        const one: TakenMessage = {
          id: message.ts,
          to: message.threadTs ?? message.channel,
          kind: message.threadTs === undefined ? 'head' : 'reply',
          text: textOf(message),
          options: titlesOf(message),
          at: Date.now(),
          body: { channel: message.channel, blocks: message.blocks as Json },
        }
        taken.push(one)
        for (const listener of listeners) listener(one)
      },
    })
    const server = await serveStandIn(port, answer)
    base = server.url
    const acts = createPersonActs(world, delivery, () => base)

    const person = (name: string, email?: string): string => {
      const known = [...world.users.values()].find(user => user.name === name)
      if (known !== undefined) return known.id
      const id = `U${world.users.size + 1}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`
      world.users.set(id, { id, name, ...(email !== undefined && { email }) })
      return id
    }
    const heads = () =>
      world.messages.filter(one => one.threadTs === undefined && one.user === undefined && !one.deleted)
    const commands = createCommands({ world, acts, heads, person })

    return {
      ...acts,
      channel: 'slack',
      url: base,
      environment: {
        SLACK_BOT_TOKEN: BOT_TOKEN,
        ...(options.socketMode === true
          ? { SLACK_APP_TOKEN: APP_TOKEN }
          : { SLACK_SIGNING_SECRET: SIGNING_SECRET }),
        SLACK_CHANNEL: channels[0] ?? '',
        SLACK_API_URL: `${base}/api/`,
      },
      world,
      delivery,
      person,
      called,
      taken,
      heads,
      read: head => world.thread(head.channel, head.ts).map(textOf),
      token(next) {
        works = next
      },
      webhook: delivery.to,
      say: commands.say,
      press: commands.press,
      commands: commands.all,
      onTaken(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onFailed: server.onFailed,
      fail: faults.fail,
      failAtRandom: faults.failAtRandom,
      async close() {
        await delivery.close()
        await server.close()
      },
    }
  },
} as const
