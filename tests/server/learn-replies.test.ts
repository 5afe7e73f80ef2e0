import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '../../protocol/ids.ts'
import type { Log } from '../../protocol/log.ts'
import { nothingUnderstood } from '../../protocol/understanding.ts'
import { createLearnReplies } from '../../server/learn-replies.ts'
import type { Loop } from '../../server/take-turns.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { freshDatabase } from '../fresh-database.ts'
import { acceptOne, at, takeOne, turn } from '../store/contract/subject.ts'

let store: Store
let drop: () => Promise<void>
let loop: Loop | undefined

beforeEach(async () => {
  const database = await freshDatabase('sqlite')
  drop = database.drop
  store = await openStore({ url: database.url, idleMs: 86_400_000, exclusive: true })
})
afterEach(async () => {
  await loop?.stop()
  await store.close()
  await drop()
})

const start = () => {
  const log = { error: (...told: unknown[]) => console.error(...told) } as unknown as Log
  loop = createLearnReplies({ store, clock: Date.now, log, everyMs: 20 })
  loop.start()
}

/** A customer asks, an agent answers; `end` says how. */
async function conversation(
  answer: string,
  end: { status: 'resolved' | 'returned'; change: string },
): Promise<void> {
  const { conversationId } = await acceptOne(store)
  const id = newId('hof')
  const understanding = {
    ...nothingUnderstood('es'),
    intent: 'order.status',
    confidence: 0.9,
    alternatives: [{ intent: 'order.status', confidence: 0.9 }],
  }
  await takeOne(store, conversationId, one =>
    turn(one, {
      owner: 'human',
      language: 'es',
      transcript: [
        {
          id: `${id}:asked`,
          at: at(0),
          speaker: 'customer',
          activity: { type: 'message', text: '¿dónde está mi pedido?' },
          understanding,
        },
        {
          id: `${id}:answer`,
          at: at(10),
          speaker: 'agent',
          author: 'Ana',
          activity: { type: 'message', text: answer },
        },
      ],
      handoff: {
        id,
        reason: 'asked',
        priority: 'normal',
        facts: { situation: { slots: { number: '10432' } }, customer: { name: 'Marta' } },
        deadlineAt: at(0),
      },
    }),
  )
  const done = await store.handoffs.update(id, 1, { ...end, at: at(20) })
  expect(done).toBe(true)
}
const learned = () => store.replies.of(['order.status'], 'es')

test('what was answered in resolved hand-offs is learned, once, and goes on after a new start', async () => {
  await conversation('Hola Marta, tu pedido 10432 está en camino', { status: 'resolved', change: 'resolve' })
  await conversation('Hola Marta, esto no se aprende todavía', { status: 'returned', change: 'return' })
  start()
  await vi.waitFor(async () =>
    expect((await learned()).map(({ reply }) => reply)).toEqual([
      'Hola {{customer.name}}, tu pedido {{order.number}} está en camino',
    ]),
  )
  await loop?.stop()
  await conversation('Hola Marta, seguimos buscando tu paquete', { status: 'resolved', change: 'resolve' })
  start()
  await vi.waitFor(async () => expect(await learned()).toHaveLength(2))
  expect(Number(await store.settings.get('replies.learned'))).toBeGreaterThan(0)
})
