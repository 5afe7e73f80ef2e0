import { expect, test } from 'vitest'
import type { NewMessage } from '../../../store/store.ts'
import { acceptOne, at, type Engine, takeOne, useStore } from './subject.ts'

const SETTLE_MS = 400

export function settleTimes(engine: Engine): void {
  const store = useStore(engine)

  const bubble = (threadKey: string, ms: number, change: Partial<NewMessage> = {}) =>
    acceptOne(store(), { threadKey, settle: true, receivedAt: at(ms), dueAt: at(ms + SETTLE_MS), ...change })

  const dueTimes = async (conversationId: string) => {
    const claimed = await takeOne(store(), conversationId, () => undefined, at(100_000))
    return claimed.rows.map(row => row.dueAt)
  }

  test('a bubble waits for its settle time', async () => {
    const { conversationId } = await bubble('one', 0)
    expect(await store().inbox.take(at(SETTLE_MS - 1), [conversationId], () => undefined)).toEqual([])
    const ready = await store().inbox.ready(at(SETTLE_MS), 100)
    expect(ready).toContain(conversationId)
  })

  test('a later bubble takes the earlier ones with it', async () => {
    const { conversationId } = await bubble('more', 0)
    await bubble('more', 300)
    expect(await dueTimes(conversationId)).toEqual([at(700), at(700)])
    const early = await store().inbox.ready(at(699), 100)
    expect(early).not.toContain(conversationId)
  })

  test('nobody waits longer than four settle times after the first bubble', async () => {
    const { conversationId } = await bubble('long', 0)
    for (const ms of [350, 700, 1_050, 1_400]) await bubble('long', ms)
    expect(await dueTimes(conversationId)).toEqual(Array(5).fill(at(4 * SETTLE_MS)))
  })

  test('a pressed choice makes all bubbles due at once', async () => {
    const { conversationId } = await bubble('choice', 0)
    await bubble('choice', 100, { settle: false, dueAt: at(100) })
    expect(await dueTimes(conversationId)).toEqual([at(100), at(100)])
  })

  test('echoes move nothing', async () => {
    const { conversationId } = await bubble('echo', 0)
    await bubble('echo', 200, { kind: 'echo', settle: false, dueAt: at(200) })
    expect(await dueTimes(conversationId)).toEqual([at(400), at(200)])
  })

  test('what an agent does makes the bubbles before it due with it', async () => {
    const { conversationId } = await bubble('agent', 0)
    const enqueue = (kind: 'agent' | 'timer', key: string, ms: number) =>
      store().inbox.enqueue([{ conversationId, kind, key, payload: null, dueAt: at(ms) }])
    await enqueue('timer', 'later', 50_000)
    await enqueue('agent', 'reply', 100)
    expect(await store().inbox.ready(at(100), 1_000)).toContain(conversationId)
    const claimed = await takeOne(store(), conversationId, () => undefined, at(100))
    expect(claimed.rows.map(row => row.kind)).toEqual(['activity', 'agent'])
    expect(await dueTimes(conversationId)).toEqual([at(100), at(50_000), at(100)])
  })

  test('timers are left alone', async () => {
    const { conversationId } = await bubble('timer', 0)
    await store().inbox.enqueue([
      { conversationId, kind: 'timer', key: 't', payload: null, dueAt: at(50_000) },
    ])
    await bubble('timer', 100, { settle: false, dueAt: at(100) })
    expect(await dueTimes(conversationId)).toEqual([at(100), at(50_000), at(100)])
  })

  test('with a settle time of zero nothing waits', async () => {
    const { conversationId } = await bubble('zero', 0, { dueAt: at(0) })
    await bubble('zero', 10, { dueAt: at(10) })
    const due = await dueTimes(conversationId)
    expect(due.every(one => one <= at(10))).toBe(true)
  })
}
