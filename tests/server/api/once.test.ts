import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiCaller } from '../../../protocol/api/route.ts'
import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import { createOnce } from '../../../server/api/once.ts'
import { openStore } from '../../../store/open.ts'
import type { Store } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'

const caller: ApiCaller = { id: 'agt_1', name: 'Ana', email: 'ana@example.org', role: 'agent', teams: 'all' }

describe.each(['sqlite', 'postgres'] as const)('a write with an Idempotency-Key on %s', engine => {
  let store: Store
  let drop: () => Promise<void>
  let now = Date.parse('2026-03-02T10:00:00.000Z')

  beforeAll(async () => {
    const database = await freshDatabase(engine)
    drop = database.drop
    store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
  })
  afterAll(async () => {
    await store?.close()
    await drop?.()
  })

  const request = (key: string | undefined, body = '{}', url = '/api/v1/x'): HttpRequest => ({
    method: 'POST',
    url,
    params: {},
    query: new URLSearchParams(),
    headers: key === undefined ? {} : { 'idempotency-key': key },
    body: Buffer.from(body),
    clientAddress: '',
  })

  function counted(answer: () => HttpAnswer = () => ({ status: 202, body: { id: 'ñ' } })) {
    const once = createOnce({ idempotent: store.idempotent, clock: () => now })
    let done = 0
    const write = async () => {
      done++
      await new Promise(resolve => setTimeout(resolve, 10))
      return answer()
    }
    return { ask: (asked: HttpRequest, who = caller) => once(asked, who, write), done: () => done }
  }

  test('is done once, and answered alike', async () => {
    const { ask, done } = counted()
    const first = await ask(request('k1'))
    const again = await ask(request('k1'))
    expect(first).toEqual({ status: 202, body: { id: 'ñ' } })
    expect(again).toEqual({
      status: 202,
      headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
      body: '{"id":"ñ"}',
    })
    expect(done()).toBe(1)
  })

  test('is another one with another body, another path or another account', async () => {
    const { ask, done } = counted()
    await ask(request('k2'))
    expect((await ask(request('k2', '{"a":1}'))).status).toBe(422)
    expect((await ask(request('k2', '{}', '/api/v1/y'))).status).toBe(422)
    expect((await ask(request('k2'), { ...caller, id: 'agt_2' })).status).toBe(202)
    expect(done()).toBe(2)
  })

  test('is done once when many come at the same moment', async () => {
    const { ask, done } = counted()
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(request('k3'))))
    expect(done()).toBe(1)
    expect(answers.filter(({ headers }) => headers === undefined)).toHaveLength(1)
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true)
  })

  test('may be put right under its key when it was refused', async () => {
    const refused = counted(() => ({ status: 422 }))
    expect((await refused.ask(request('k0', '{"wrong":1}'))).status).toBe(422)
    const { ask, done } = counted()
    expect((await ask(request('k0', '{"right":1}'))).status).toBe(202)
    expect(done()).toBe(1)
  })

  test('is done again when it failed by our fault, and a minute after it was cut off', async () => {
    const failing = counted(() => {
      throw new Error('no')
    })
    await expect(failing.ask(request('k4'))).rejects.toThrow('no')
    const busy = counted(() => ({ status: 503 }))
    expect((await busy.ask(request('k4'))).status).toBe(503)
    await store.idempotent.begin({
      key: 'agt_1 k5',
      fingerprint: 'x',
      at: new Date(now).toISOString(),
      staleBefore: '',
    })
    const { ask, done } = counted()
    expect((await ask(request('k4'))).status).toBe(202)
    expect((await ask(request('k5'))).status).toBe(422)
    expect(done()).toBe(1)
  })

  test('is forgotten after a day', async () => {
    const { ask, done } = counted()
    await ask(request('k6'))
    await store.sweep(new Date(now + 23 * 3_600_000).toISOString())
    await ask(request('k6'))
    await store.sweep(new Date(now + 25 * 3_600_000).toISOString())
    now += 25 * 3_600_000
    await ask(request('k6'))
    expect(done()).toBe(2)
  })

  test('needs a key of plain signs, and none is none', async () => {
    const { ask, done } = counted()
    for (const key of ['', 'a b', 'ñ', 'x'.repeat(201), 'a\u0000'])
      expect((await ask(request(key))).status).toBe(400)
    await ask(request(undefined))
    await ask(request(undefined))
    expect(done()).toBe(2)
  })
})
