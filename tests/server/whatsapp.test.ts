import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWhatsappStandIn, type WhatsappStandIn } from '../../adapters/whatsapp/stand-in/index.ts'
import type { Understander } from '../../intents/understander.ts'
import { nothingUnderstood } from '../../protocol/understanding.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'

/** Understands nothing, so that the bot always has something to say, without being taught anything first. */
const understander = {
  understand: () => ({ ...nothingUnderstood('en'), languageConfidence: 1 }),
} as unknown as Understander

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')])

let folder: string
let platform: WhatsappStandIn
let server: RunningServer
/** Beside the server, as another program. */
let store: Store

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conserje-whatsapp-'))
  platform = await startWhatsappStandIn({ batchMs: 5 })
  const url = `sqlite:${join(folder, 'x.db')}`
  const config = readConfig({
    ...platform.environment,
    PORT: '0',
    DATABASE_URL: url,
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    SETTLE_MS: '0',
  })
  const path = (name: string) => fileURLToPath(new URL(`../../bots/${name}`, import.meta.url))
  const bot = { dir: path('shop'), commonDir: path('common'), name: 'shop' }
  server = await startServer(config, { bot, understander })
  platform.webhook(`${server.url}/webhooks/whatsapp`)
  store = await openStore({ url, idleMs: 86_400_000, exclusive: false, mediaDir: join(folder, 'media') })
}, 60_000)
afterAll(async () => {
  await store?.close()
  await server?.stop()
  await platform?.close()
  rmSync(folder, { recursive: true, force: true })
})

const to = (customer: string) => platform.taken.filter(one => one.to === customer && one.text !== '')
const conversation = async (customer: string) =>
  (await store.conversations.byThread('whatsapp', '7001', customer))?.id as string
/** How far what the bot said to a customer came. */
async function deliveries(customer: string) {
  const entries = await store.transcript.list(await conversation(customer))
  const ids = entries.filter(({ speaker }) => speaker === 'bot').map(({ id }) => id)
  const found = await store.deliveries.of(ids)
  return ids.map(id => found.get(id)?.status)
}

test('an answer is delivered and read', async () => {
  expect(await platform.say('34600000001', 'blargh')).toBe(200)
  await expect.poll(() => to('34600000001').length).toBeGreaterThan(0)
  await expect.poll(async () => new Set(await deliveries('34600000001'))).toEqual(new Set(['read']))
})

test('an answer that could not be delivered is told of, with the platform’s reason', async () => {
  platform.failLater(131026)
  await platform.say('34600000002', 'blargh')
  await expect
    .poll(async () => (await store.outbox.stuck(10)).map(({ lastError }) => lastError))
    .toHaveLength(1)
  expect((await store.outbox.stuck(10))[0]?.lastError).toContain('131026')
  await expect.poll(() => deliveries('34600000002')).toContain('failed')
})

test('a send that broke off after the platform took it is not repeated', async () => {
  platform.fail('droppedAfter')
  await platform.say('34600000003', 'blargh')
  await expect.poll(() => to('34600000003').length).toBeGreaterThan(0)
  await expect.poll(async () => new Set(await deliveries('34600000003'))).toEqual(new Set(['read']))
  const count = to('34600000003').length
  await pause(3_000)
  expect(to('34600000003')).toHaveLength(count)
  expect((await store.outbox.counts()).queued).toBe(0)
})

test('what came too late waits for the customer, and goes before the next answer', async () => {
  platform.failLater(131047)
  await platform.say('34600000004', 'blargh')
  await expect.poll(async () => (await store.outbox.counts()).parked).toBe(1)
  const [first] = to('34600000004')
  await platform.say('34600000004', 'hello?')
  await expect.poll(() => to('34600000004').length, { timeout: 5_000 }).toBeGreaterThan(2)
  expect(to('34600000004')[1]?.text).toBe(first?.text)
  expect((await store.outbox.counts()).parked).toBe(0)
})

test('a picture is loaded, and kept', async () => {
  expect(await platform.sendFile('34600000005', 'image', PNG, 'image/png')).toBe(200)
  const attachment = async () => {
    const entries = await store.transcript.list(await conversation('34600000005'))
    return entries.flatMap(({ activity }) => activity.attachments ?? [])[0]
  }
  await expect.poll(attachment).toBeDefined()
  const id = String((await attachment())?.contentUrl).slice('media:'.length)
  await expect.poll(async () => (await store.media.of([id]))[0]?.status, { timeout: 10_000 }).toBe('stored')
  expect(Buffer.from((await store.media.read(id))?.bytes ?? [])).toEqual(PNG)
})
