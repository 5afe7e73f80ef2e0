import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLibreTranslate } from '../../handoff/translate/libretranslate.ts'
import type { Log } from '../../protocol/log.ts'
import { createAlarm } from '../../server/alarm.ts'
import type { Loop } from '../../server/take-turns.ts'
import { createTranslateLoop } from '../../server/translate-loop.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { freshDatabase } from '../fresh-database.ts'
import {
  type LibreTranslateStandIn,
  libreTranslateStandIn,
} from '../handoff/translate/libretranslate-stand-in.ts'

let store: Store
let service: LibreTranslateStandIn
let loop: Loop
let drop: () => Promise<void>
let nowMs: number
let lines: string[]
const wanted = createAlarm()

beforeEach(async () => {
  const database = await freshDatabase('sqlite')
  drop = database.drop
  store = await openStore({ url: database.url, idleMs: 1_000_000, exclusive: true })
  service = await libreTranslateStandIn()
  nowMs = Date.now()
  lines = []
  const write = (fields: object, text: string) => lines.push(`${JSON.stringify(fields)} ${text}`)
  const log = { debug: write, info: write, warn: write, error: write } as unknown as Log
  const clock = () => nowMs
  const translator = createLibreTranslate({ url: service.url, fetch, clock })
  loop = createTranslateLoop({ translations: store.translations, translator, wanted, clock, log })
  loop.start()
})
afterEach(async () => {
  await loop.stop()
  await service.close()
  await store.close()
  await drop()
})

async function want(text: string): Promise<void> {
  const row = { entryId: text, language: 'en', conversationId: 'cnv_1', text, from: 'es' }
  await store.translations.want([row], new Date(nowMs).toISOString())
  wanted.ring()
}
const kept = async (entryId: string) => (await store.translations.of([entryId], 'en'))[0]

test('what is wanted is translated and kept', async () => {
  await want('hola')
  await vi.waitFor(async () =>
    expect(await kept('hola')).toMatchObject({ status: 'done', text: 'en:hola', by: 'libretranslate' }),
  )
  await want('hola')
  expect(service.asked).toHaveLength(1)
})

test('a passing fault is tried again later, a wait as long as it was asked for, and no text is logged', async () => {
  service.fail({ status: 500, json: {} }, { status: 429, json: {}, headers: { 'retry-after': '60' } })
  await want('secreto')
  await vi.waitFor(async () =>
    expect(await kept('secreto')).toMatchObject({ error: 'the translator answered 500' }),
  )
  nowMs += 2_000
  wanted.ring()
  await vi.waitFor(async () =>
    expect(await kept('secreto')).toMatchObject({ error: 'the translator asks to wait' }),
  )
  nowMs += 59_000
  wanted.ring()
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(service.asked).toHaveLength(2)
  nowMs += 1_000
  wanted.ring()
  await vi.waitFor(async () =>
    expect(await kept('secreto')).toMatchObject({ status: 'done', text: 'en:secreto' }),
  )
  expect(lines.length).toBeGreaterThanOrEqual(2)
  expect(lines.filter(line => line.includes('"text":') || line.includes('en:secreto'))).toEqual([])
})

test('a refusal ends it, with its reason', async () => {
  service.fail({ status: 400, json: { error: 'exceeds text limit' } })
  await want('largo')
  await vi.waitFor(async () =>
    expect(await kept('largo')).toMatchObject({
      status: 'failed',
      error: 'the translator refused the text (400: too long for it)',
    }),
  )
})

test('a service that never works is given up after eight tries', async () => {
  service.fail(...Array.from({ length: 8 }, () => 'drop' as const))
  await want('nunca')
  for (let tries = 1; tries <= 8; tries++) {
    await vi.waitFor(() => expect(service.asked).toHaveLength(tries))
    await vi.waitFor(async () => expect(await kept('nunca')).toHaveProperty('error'))
    await new Promise(resolve => setTimeout(resolve, 30))
    nowMs += 600_000
    wanted.ring()
  }
  await vi.waitFor(async () => expect(await kept('nunca')).toMatchObject({ status: 'failed' }))
})

test('a stop cuts a slow call off, and the text is translated after the next start', async () => {
  service.fail('hang')
  await want('lento')
  await vi.waitFor(() => expect(service.asked).toHaveLength(1))
  await loop.stop()
  expect(await kept('lento')).toEqual({
    entryId: 'lento',
    language: 'en',
    conversationId: 'cnv_1',
    status: 'wanted',
  })
  expect(await store.translations.claim(new Date(nowMs + 60_000).toISOString(), 1, 1_000)).toHaveLength(1)
})
