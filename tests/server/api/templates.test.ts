import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWhatsappStandIn, type WhatsappStandIn } from '../../../adapters/whatsapp/stand-in/index.ts'
import type { Understander } from '../../../intents/understander.ts'
import type { Allowed } from '../../../protocol/api/allowed.ts'
import { nothingUnderstood } from '../../../protocol/understanding.ts'
import { readConfig } from '../../../server/config.ts'
import { type RunningServer, startServer } from '../../../server/main.ts'
import { hashPassword } from '../../../server/password.ts'
import { openStore } from '../../../store/open.ts'

const understander = {
  understand: () => ({
    ...nothingUnderstood('es'),
    languageConfidence: 1,
    intent: 'human.request',
    confidence: 0.99,
    alternatives: [{ intent: 'human.request', confidence: 0.99 }],
  }),
} as unknown as Understander

const ANA = '34600000077'
let folder: string
let platform: WhatsappStandIn
let server: RunningServer
/** The server's clock goes so far ahead of the real one. */
let aheadMs = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conserje-templates-'))
  const path = (name: string) => fileURLToPath(new URL(`../../../bots/${name}`, import.meta.url))
  const dir = join(folder, 'shop')
  cpSync(path('shop'), dir, { recursive: true })
  const written = readFileSync(join(dir, 'bot.yaml'), 'utf8')
  const templates = [
    '  whatsapp:',
    '    templates:',
    '      order.choice.status: { name: ask_again, language: { es: es_ES } }',
    '      order.choice.return: { name: order_late, parameters: [order.number] }',
  ]
  writeFileSync(
    join(dir, 'bot.yaml'),
    written.replace(/^channels:.*$/m, line => [line, ...templates].join('\n')),
  )
  platform = await startWhatsappStandIn({ batchMs: 5 })
  const url = `sqlite:${join(folder, 'x.db')}`
  const store = await openStore({ url, idleMs: 86_400_000, exclusive: false })
  await store.agents.add({
    id: 'agt_1',
    name: 'Eva',
    email: 'eva@shop.example',
    role: 'supervisor',
    passwordHash: await hashPassword('correct horse battery'),
    createdAt: new Date().toISOString(),
  })
  await store.close()
  const config = readConfig({
    ...platform.environment,
    PORT: '0',
    DATABASE_URL: url,
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    SETTLE_MS: '0',
  })
  server = await startServer(config, {
    bot: { dir, commonDir: path('common'), name: 'shop' },
    understander,
    clock: () => Date.now() + aheadMs,
  })
  platform.webhook(`${server.url}/webhooks/whatsapp`)
}, 60_000)
afterAll(async () => {
  await server?.stop()
  await platform?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function signIn() {
  const answer = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ email: 'eva@shop.example', password: 'correct horse battery' }),
  })
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  const headers = {
    cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string,
    'x-csrf-token': csrfToken,
  }
  return (method: string, route: string, body?: object) =>
    fetch(`${server.url}/api/v1/${route}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

test('after the day of WhatsApp an agent sees that only templates go, and one that is chosen reaches the customer', async () => {
  await platform.say(ANA, 'quiero hablar con una persona')
  let call = await signIn()
  const queue = async () =>
    ((await (await call('GET', 'handoffs')).json()) as { items: { id: string }[] }).items
  await expect.poll(queue, { timeout: 10_000 }).toHaveLength(1)
  const id = (await queue())[0]?.id as string
  const allowed = async () => (await (await call('GET', `handoffs/${id}/templates`)).json()) as Allowed
  expect(await allowed()).toMatchObject({ open: true, files: true, textChars: expect.any(Number) })

  platform.closeWindow(ANA)
  aheadMs = 25 * 3_600_000
  call = await signIn()
  const { open, windowEndsAt, templates } = await allowed()
  expect(open).toBe(false)
  expect(Date.parse(windowEndsAt ?? '')).toBeLessThan(Date.now() + aheadMs)
  expect(templates.map(({ name }) => name)).toEqual(['order.choice.status', 'order.choice.return'])
  expect(templates[0]?.text).toBeTruthy()

  expect((await call('POST', `handoffs/${id}/reply`, { template: 'order.choice.return' })).status).toBe(422)
  expect((await call('POST', `handoffs/${id}/reply`, { template: 'constructor' })).status).toBe(422)
  expect((await call('POST', `handoffs/${id}/reply`, { template: 'order.choice.status' })).status).toBe(202)
  const sent = () => platform.taken.filter(({ to }) => to === ANA).at(-1)
  await expect.poll(() => JSON.stringify(sent()), { timeout: 10_000 }).toContain('ask_again')
})
