import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, SendOptions } from '../../../adapters/adapter.ts'
import { openWhatsappWeb, type PhoneSetup } from '../../../adapters/whatsapp-web/index.ts'
import { eventually } from '../../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { ACCOUNT, ANA, type FakeClient, fakePhones } from './fake-client.ts'

export interface PhoneDoor {
  channel: Channel
  house: House
  clients: FakeClient[]
  /** The newest client. */
  client(): FakeClient
  qrs: string[]
  logged: { level: string; message: string }[]
  sendOptions(part: string, more?: Partial<SendOptions>): SendOptions
  linked(): Promise<void>
}

/** The channel over a client without WhatsApp, that types without waiting. */
export async function openPhoneDoor(
  options: {
    setUp?: (client: FakeClient, nth: number) => void
    perSecond?: number
    house?: House
    waits?: PhoneSetup['waits']
  } = {},
): Promise<PhoneDoor> {
  const logged: PhoneDoor['logged'] = []
  const note = (level: string) => (_fields: object, message: string) => logged.push({ level, message })
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  const house = options.house ?? openHouse({ log })
  const { open, clients } = fakePhones(options.setUp)
  const qrs: string[] = []
  const channel = openWhatsappWeb(house.deps, {
    open,
    showQr: code => {
      qrs.push(code)
    },
    typingMs: () => 0,
    pace: { perSecond: options.perSecond ?? 1000, burst: 100, maxWaitMs: 500 },
    waits: { firstWaitMs: 5, ...options.waits },
  })
  channel.start?.()
  const client = () => clients.at(-1) as FakeClient
  const linked = () =>
    eventually(async () => {
      await channel.send({ kind: 'typing' }, sendOptions('x'))
    })
  const sendOptions: PhoneDoor['sendOptions'] = (idempotencyKey, more = {}) => ({
    account: ACCOUNT,
    threadKey: ANA,
    conversationId: 'cnv_1',
    idempotencyKey,
    signal: AbortSignal.timeout(2000),
    ...more,
  })
  await pause(1)
  return { channel, house, clients, client, qrs, logged, sendOptions, linked }
}
