import { type Channel, type ChannelDeps, defineAdapter } from '../adapter.ts'
import { createOwnSends } from '../own-sends.ts'
import { createPace } from '../pace.ts'
import { type WhatsappWebConfig, whatsappWebConfig } from './config.ts'
import { fetchMedia } from './fetch-media.ts'
import { PACE, typingMs, WARNING } from './human.ts'
import { limits } from './limits.ts'
import { createLink, type LinkOptions } from './link.ts'
import { openPhoneThread } from './open-phone.ts'
import type { OpenPhone } from './phone.ts'
import { createReading } from './reading.ts'
import { render } from './render.ts'
import { send } from './send.ts'
import { showQr } from './show-qr.ts'

/** How this channel is opened in a test: without a browser, and without waiting as a person would. */
export interface PhoneSetup {
  open: OpenPhone
  showQr(code: string): void | Promise<void>
  typingMs(text: string): number
  pace: { perSecond: number; burst: number; maxWaitMs: number }
  waits?: Pick<LinkOptions, 'firstWaitMs' | 'checkMs' | 'patienceMs'>
}

/**
 * WhatsApp through the shop's own phone, linked by a QR code: for a shop without a Cloud API number.
 * @see docs/channels/whatsapp-web.md
 */
export const whatsappWeb = defineAdapter<WhatsappWebConfig, ChannelDeps>({
  channel: 'whatsapp-web',
  config: whatsappWebConfig,
  limits,
  open: (config, deps) =>
    openWhatsappWeb(deps, { open: openPhoneThread(config), showQr, typingMs, pace: PACE }),
})

/** The channel over any phone. */
export function openWhatsappWeb(deps: ChannelDeps, setup: PhoneSetup): Channel {
  const { log, clock, readMedia } = deps
  const ownSends = createOwnSends(clock)
  const pace = createPace({ channel: 'whatsapp-web', clock, ...setup.pace })
  const reading = createReading(deps, ownSends)
  const link = createLink({
    open: setup.open,
    log,
    showQr: setup.showQr,
    onEvent: (event, account) => reading.take(event, link.phone().phone, account),
    onReady(phone, account) {
      reading.catchUp(phone, account).catch(() => {
        log.warn({ channel: 'whatsapp-web' }, 'unread messages could not be read again')
      })
    },
    ...setup.waits,
  })
  return {
    channel: 'whatsapp-web',
    limits,
    render,
    send: (payload, options) =>
      send(payload, options, { link, reading, ownSends, pace, readMedia, typingMs: setup.typingMs }),
    fetchMedia: (ref, options) => fetchMedia(ref, options, link),
    routes: [],
    start() {
      log.warn({ channel: 'whatsapp-web' }, WARNING)
      link.start()
    },
    async close() {
      await link.close()
      await reading.close()
    },
  }
}
