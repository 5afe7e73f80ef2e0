import { setTimeout as pause } from 'node:timers/promises'
import { sign } from '../../signature.ts'

/** Delivers events to the bot, as Meta does. */
export interface Delivery {
  to(url: string): void
  /** One event; resolves to the status of the answer, 0: none came. */
  one(event: object): Promise<number>
  /** Events that nobody waits for, tried again when they are not taken; those of one thread in their order. */
  later(events: readonly object[], afterMs?: number): void
  /** Any body, signed. */
  raw(body: string): Promise<number>
  close(): void
}

export interface DeliveryOptions {
  object: 'page' | 'instagram'
  account: string
  appSecret: string
  clock: () => number
  url: string | undefined
}

const TRIES = 5
const TIMEOUT_MS = 20_000

export function createDelivery({ object, account, appSecret, clock, url: first }: DeliveryOptions): Delivery {
  const closing = new AbortController()
  let url = first
  let line: Promise<unknown> = Promise.resolve()

  const raw = async (body: string): Promise<number> => {
    if (url === undefined) return 0
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': sign(body, appSecret, { encoding: 'hex', prefix: 'sha256=' }),
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return 0
    }
  }
  const all = (messaging: readonly object[]) =>
    raw(asMetaWrites({ object, entry: [{ id: account, time: clock(), messaging }] }))
  const insist = async (events: readonly object[], afterMs: number) => {
    if (afterMs > 0) await pause(afterMs, undefined, { ref: false })
    for (let tries = 0; tries < TRIES && !closing.signal.aborted; tries++) {
      const status = await all(events)
      if (status >= 200 && status < 300) return
      await pause(200 * 2 ** tries, undefined, { ref: false })
    }
  }
  return {
    to(next) {
      url = next
    },
    one: event => all([event]),
    later(events, afterMs = 0) {
      line = line.then(() => insist(events, afterMs))
    },
    raw,
    close: () => closing.abort(),
  }
}

/** Meta escapes whatever is not ASCII, and slashes: a signature over JSON that was written anew does not hold. */
export const asMetaWrites = (body: object): string =>
  JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
