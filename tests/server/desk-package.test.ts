import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CannedReply } from '../../protocol/api/desk.ts'
import { type ContextPackage, contextPackageSchema } from '../../protocol/api/handoff.ts'
import { newId } from '../../protocol/ids.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { hashPassword } from '../../server/password.ts'
import { openStore } from '../../store/open.ts'
import { type FreshDatabase, freshDatabase } from '../fresh-database.ts'
import {
  type LibreTranslateStandIn,
  libreTranslateStandIn,
} from '../handoff/translate/libretranslate-stand-in.ts'
import { openChat } from './direct-line-client.ts'

const PASSWORD = 'a password of the tests'
const WAIT = { timeout: 20_000, interval: 100 }

describe('a Spanish customer and an agent who reads English, on a real desk', () => {
  let database: FreshDatabase
  let server: RunningServer
  let service: LibreTranslateStandIn
  let headers: Record<string, string>

  beforeAll(async () => {
    service = await libreTranslateStandIn()
    database = await freshDatabase('sqlite')
    const store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
    await store.agents.add({
      id: newId('agt'),
      name: 'Ana',
      email: 'ana@example.org',
      role: 'agent',
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date().toISOString(),
    })
    await store.close()
    const config = readConfig({
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'silent',
      TRANSLATE_URL: `${service.url}/`,
    })
    server = await startServer(config, { bot: { dir: 'bots/shop', name: 'shop', commonDir: 'bots/common' } })
    const answer = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@example.org', password: PASSWORD }),
    })
    const { csrfToken } = (await answer.json()) as { csrfToken: string }
    headers = {
      cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
      'x-csrf-token': csrfToken,
      'content-type': 'application/json',
    }
  }, 120_000)
  const ended = new AbortController()
  afterAll(async () => {
    ended.abort()
    await server?.stop()
    await service?.close()
    await database?.drop()
  })

  const get = async <Body>(path: string): Promise<Body> =>
    (await (await fetch(`${server.url}/api/v1/${path}`, { headers })).json()) as Body
  const post = (path: string, body: object) =>
    fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const read = async (id: string): Promise<ContextPackage> =>
    contextPackageSchema.parse(await get(`handoffs/${id}?language=en`))

  /** What the event stream has told so far. */
  async function listen(): Promise<() => { event: string; data: { entry?: object } }[]> {
    const answer = await fetch(`${server.url}/api/v1/stream?language=en`, { headers, signal: ended.signal })
    let text = ''
    const collect = async () => {
      for await (const chunk of answer.body ?? []) text += new TextDecoder().decode(chunk)
    }
    collect().catch(() => {})
    return () =>
      text
        .split('\n\n')
        .slice(0, -1)
        .flatMap(block => {
          const event = /^event: (.*)$/m.exec(block)?.[1]
          const data = /^data: (.*)$/m.exec(block)?.[1]
          return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) }]
        })
  }

  test('understand each other: package, translation, canned replies, suggestions, an answer translated back', async () => {
    const told = await listen()
    const chat = await openChat(server.url)
    await chat.post('¿Cuánto cuesta el envío a Alemania? Mi tarjeta es 4111 1111 1111 1111', '1')
    await chat.replies(2)
    await chat.post('Quiero hablar con una persona', '2')
    const id = await vi.waitFor(async () => {
      const { items } = await get<{ items: { id: string }[] }>('handoffs')
      expect(items).toHaveLength(1)
      return items[0]?.id as string
    }, WAIT)

    const first = await read(id)
    expect(first).toMatchObject({ language: 'es', titleLanguage: 'en', reasonTitle: 'asked for a person' })
    expect(first.summary).toMatch(/^Delivery costs · asked for a person$/)
    expect(JSON.stringify(first)).not.toContain('4111 1111')
    expect(first.suggestions?.[0]).toMatchObject({ from: 'faq', text: expect.stringContaining('Alemania') })

    await vi.waitFor(async () => {
      const { transcript } = await read(id)
      expect(transcript.filter(({ translation }) => translation?.status === 'wanted')).toEqual([])
    }, WAIT)
    const { transcript } = await read(id)
    expect(transcript.find(({ speaker }) => speaker === 'customer')).toMatchObject({
      text: '¿Cuánto cuesta el envío a Alemania? Mi tarjeta es •••• •••• •••• 1111',
      translation: {
        language: 'en',
        status: 'done',
        by: 'libretranslate',
        text: expect.stringMatching(/^en:/),
      },
    })
    expect(service.asked.map(({ q }) => q).join()).not.toContain('4111')

    // The stream tells an entry again when its translation is there.
    await vi.waitFor(() => {
      const messages = told().flatMap(({ event, data }) => (event === 'message' ? [data.entry] : []))
      expect(messages).toContainEqual(
        expect.objectContaining({
          text: 'Quiero hablar con una persona',
          translation: expect.objectContaining({ status: 'done', text: 'en:Quiero hablar con una persona' }),
        }),
      )
    }, WAIT)

    const { items } = await get<{ items: CannedReply[] }>(`canned?handoff=${id}&titles=en`)
    const greeting = items.find(({ name }) => name === 'greeting')
    expect(greeting).toMatchObject({
      title: 'Say hello',
      text: expect.stringContaining('{{customer.name}}, soy Ana'),
    })
    expect((await post(`handoffs/${id}/reply`, { text: greeting?.text })).status).toBe(422)

    service.fail({ status: 500, json: {} })
    const refused = await post(`handoffs/${id}/reply?language=en`, {
      text: 'It costs 6.90 euros',
      translate: true,
    })
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      503,
      'translate: the translator answered 500. Send it as it is, or try again; nothing was sent',
    ])
    const sent = await post(`handoffs/${id}/reply?language=en`, {
      text: 'It costs 6.90 euros',
      translate: true,
    })
    expect(sent.status).toBe(202)
    await vi.waitFor(async () => {
      const texts = (await chat.log()).map(({ text }) => text)
      expect(texts).toContain('es:It costs 6.90 euros\n\n(Traducido automáticamente)')
    }, WAIT)
    const answer = (await read(id)).transcript.findLast(({ speaker }) => speaker === 'agent')
    expect(answer).toMatchObject({
      text: 'es:It costs 6.90 euros\n\n(Traducido automáticamente)',
      translation: { language: 'en', status: 'done', text: 'It costs 6.90 euros', by: 'libretranslate' },
    })

    const wrong = await post(`handoffs/${id}/resolve`, { cause: 'whatever' })
    expect(wrong.status).toBe(422)
    expect((await post(`handoffs/${id}/resolve`, { cause: 'product_question' })).status).toBe(202)
    await vi.waitFor(async () => expect((await read(id)).causeTitle).toBe('Question about a product'), WAIT)
  }, 60_000)
})
