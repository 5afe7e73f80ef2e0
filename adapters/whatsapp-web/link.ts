import { setTimeout as pause } from 'node:timers/promises'
import { Unreachable } from '../../protocol/errors.ts'
import type { Log } from '../../protocol/log.ts'
import type { OpenPhone, Phone, PhoneEvent } from './phone.ts'

/** The linked phone over all its browsers: one after the other, with ever longer waits while they fail. */
export interface Link {
  /** Begins to link; comes back at once. */
  start(): void
  /**
   * The phone while it is linked, and its account.
   * @throws Unreachable before that, and when another phone than `account` is linked
   */
  phone(account?: string): { phone: Phone; account: string }
  close(): Promise<void>
}

export interface LinkOptions {
  open: OpenPhone
  log: Log
  /** Every event that is about messages, while linked. */
  onEvent(event: PhoneEvent, account: string): void
  /** The phone is linked, for the first time or again. */
  onReady(phone: Phone, account: string): void
  /** Shows a QR code to who runs the server. A login: never into a log. */
  showQr(code: string): void | Promise<void>
  firstWaitMs?: number
  /** How often a linked page is asked whether it still answers, and how long that and the way to a code or a link may take. */
  checkMs?: number
  patienceMs?: number
}

const MOST_WAIT_MS = 300_000

export function createLink(options: LinkOptions): Link {
  const { log, firstWaitMs = 5_000, checkMs = 60_000, patienceMs = 180_000 } = options
  const closing = new AbortController()
  let current: { phone: Phone; account: string | undefined; needsScan: boolean } | undefined
  let running: Promise<void> | undefined
  let stopLiving = () => {}
  let waitMs = firstWaitMs

  /** One browser, from its start to its end; resolves to why it ended. */
  function live(): Promise<string> {
    return new Promise(resolve => {
      const phone = options.open(event => {
        if (current?.phone !== phone && event.kind !== 'ended') return
        switch (event.kind) {
          case 'qr':
            if (current) current.needsScan = true
            void options.showQr(event.code)
            break
          case 'ready':
            current = { phone, account: event.account, needsScan: false }
            waitMs = firstWaitMs
            log.info({ channel: 'whatsapp-web' }, 'the phone is linked')
            options.onReady(phone, event.account)
            break
          case 'ended':
            resolve(event.reason)
            break
          default:
            if (current?.account !== undefined) options.onEvent(event, current.account)
        }
      })
      current = { phone, account: undefined, needsScan: false }
      void watch(phone, resolve)
      stopLiving = () => resolve('closed')
    })
  }

  /** A page can stop without a word: one that does not answer is as good as closed. */
  async function watch(phone: Phone, end: (reason: string) => void): Promise<void> {
    await sleep(patienceMs)
    while (!closing.signal.aborted && current?.phone === phone) {
      if (current.account === undefined) {
        if (!current.needsScan) return end('WhatsApp Web did not load')
      } else {
        const answered = await Promise.race([
          phone.call('state').then(
            () => true,
            () => false,
          ),
          sleep(patienceMs),
        ])
        if (answered !== true && current?.phone === phone) return end('the page does not answer')
      }
      await sleep(checkMs)
    }
  }
  /** Keeps no program alive. */
  const sleep = (ms: number) =>
    pause(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const reason = await live()
      const last = current
      current = undefined
      await last?.phone.close().catch(() => {})
      if (closing.signal.aborted) return
      const what =
        reason === 'LOGOUT'
          ? 'the phone was unlinked: a new QR code is to be scanned'
          : 'the link to the phone broke; it is made anew'
      log.warn({ channel: 'whatsapp-web', reason: reason.slice(0, 200), waitMs }, what)
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => {})
      waitMs = Math.min(MOST_WAIT_MS, waitMs * 2)
    }
  }

  return {
    start() {
      running ??= run()
    },
    phone(account) {
      if (current?.account === undefined) {
        throw current?.needsScan
          ? new Unreachable('whatsapp-web waits for its QR code to be scanned', { blame: 'config' })
          : new Unreachable('whatsapp-web is not linked now')
      }
      if (account !== undefined && account !== current.account) {
        throw new Unreachable(
          'whatsapp-web is linked to another phone than this conversation was begun with',
          {
            blame: 'config',
          },
        )
      }
      return { phone: current.phone, account: current.account }
    },
    async close() {
      closing.abort()
      stopLiving()
      await running
    },
  }
}
