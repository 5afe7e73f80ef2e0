import { RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { AccessTokens } from '../access-tokens.ts'
import type { ChannelDeps, Receipt, SendOptions } from '../adapter.ts'
import { slidingWindow } from '../rate-limit.ts'
import type { EmailConfig } from './config.ts'
import { composeLetter } from './letter.ts'
import { ourMessageId } from './message-id.ts'
import { payloadSchema } from './render.ts'
import { submit } from './smtp.ts'

const HOUR_MS = 3_600_000
/** Connections to our mail server at a time: providers refuse the eleventh, some the fifth. */
const AT_ONCE = 4
/** More that wait would not come to their turn in the time that one send has. */
const MAX_WAITING = 32
const LATER_MS = 2_000
/** Mails remembered as counted, so that trying one again does not count twice. */
const COUNTED = 10_000

/** Makes the function that sends one mail. Its Message-ID is that of every further try, and the platform's id of the message. */
export function createSend(config: EmailConfig, deps: ChannelDeps, tokens: AccessTokens | undefined) {
  const replies = slidingWindow({ limit: config.repliesPerHour, windowMs: HOUR_MS })
  const counted = new Set<string>()
  const gate = createGate(AT_ONCE)

  /** Two programs that answer each other stop here, whatever headers the other one forgets. */
  function breakLoop(threadKey: string, idempotencyKey: string): void {
    if (counted.has(idempotencyKey)) return
    if (replies.take(threadKey, deps.clock()) > 0) {
      throw new Refused(
        `email: ${config.repliesPerHour} automatic answers went to this address within an hour (EMAIL_REPLIES_PER_HOUR): it may be a program too`,
      )
    }
    counted.add(idempotencyKey)
    if (counted.size > COUNTED) counted.delete(counted.values().next().value as string)
  }

  return async function send(payload: Json, options: SendOptions): Promise<Receipt> {
    const { threadKey, idempotencyKey, signal } = options
    const parsed = payloadSchema.safeParse(payload)
    if (!parsed.success) throw new Refused('email: the payload is no mail', { cause: parsed.error })
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(threadKey))
      throw new Refused('email: this thread has no address to answer to')
    if (config.own.includes(threadKey)) throw new Refused('email: this address is our own')
    if (parsed.data.automatic) breakLoop(threadKey, idempotencyKey)
    const letter = await composeLetter(parsed.data, options, deps, config)
    const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
    const message = await new MailComposer(letter).compile().build()
    const accessToken = await tokens?.get(signal)
    const { from } = config
    await gate(signal, () =>
      submit(config.smtp, {
        from: from.address,
        to: threadKey,
        message,
        signal,
        ...(accessToken === undefined ? {} : { accessToken }),
      }),
    ).catch(error => {
      if (error instanceof Unreachable && error.blame === 'config') tokens?.forget()
      throw error
    })
    return { platformId: ourMessageId(idempotencyKey, from.address) }
  }
}

/** Runs at most `atOnce` at a time, in the order of asking. */
function createGate(atOnce: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async function pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (waiting.length >= MAX_WAITING) throw new RateLimited('email: other mails go first', LATER_MS)
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      if (signal.aborted) throw new Unreachable('email: other mails took the time; it is tried again')
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
