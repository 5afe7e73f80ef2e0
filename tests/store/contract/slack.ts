import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import { acceptOne, answer, at, converse, type Engine, LATER, useStore } from './subject.ts'

const OPTIONS = { limit: 10, leaseMs: 1_000, worker: 'w' }
const lease = { limit: 100, leaseMs: 60_000, worker: 'w' }

export function slack(engine: Engine): void {
  const store = useStore(engine)
  const thread = (change: object = {}) => ({
    handoffId: newId('hof'),
    conversationId: newId('cnv'),
    channelId: 'C1',
    ts: randomUUID(),
    upto: 'inb_1',
    at: at(0),
    ...change,
  })

  test('of two threads of a hand-off the first stands, and is found by its place', async () => {
    const one = thread()
    expect(await store().slack.putThread(one)).toEqual(one)
    expect(await store().slack.putThread({ ...one, ts: 'other' })).toEqual(one)
    expect(await store().slack.threadAt('C1', one.ts)).toEqual(one)
    expect(await store().slack.threadAt('C2', one.ts)).toBeUndefined()
    await store().slack.setShown(one.handoffId, 'so')
    expect(await store().slack.thread(one.handoffId)).toEqual({ ...one, shown: 'so' })
  })

  test('a thread that was left is found by its place alone, and goes on there when the hand-off comes back', async () => {
    const one = thread()
    const other = thread({ ...one, channelId: 'C2', ts: randomUUID(), at: at(2) })
    await store().slack.putThread(one)
    await store().slack.leaveThread(one.handoffId, 'C1', at(1))
    expect(await store().slack.thread(one.handoffId)).toBeUndefined()
    expect(await store().slack.putThread(other)).toEqual(other)
    await store().slack.setShown(one.handoffId, 'so')
    expect(await store().slack.thread(one.handoffId)).toEqual({ ...other, shown: 'so' })
    expect(await store().slack.threadAt('C1', one.ts)).toEqual({ ...one, leftAt: at(1) })
    expect(await store().slack.threadIn(one.handoffId, 'C1')).toEqual({ ...one, leftAt: at(1) })

    await store().slack.leaveThread(one.handoffId, 'C2', at(3))
    const back = { ...one, upto: 'inb_2', at: at(3) }
    expect(await store().slack.putThread({ ...back, ts: 'other' })).toEqual(back)
    expect(await store().slack.thread(one.handoffId)).toEqual(back)
  })

  test('a post is found by what it says, and those that may change are listed', async () => {
    const post = { handoffId: newId('hof'), key: 'entry:1', ts: '1.1', shown: 'waiting', at: at(5_000) }
    await store().slack.putPost(post)
    expect(await store().slack.post(post.handoffId, 'entry:1')).toEqual(post)
    expect(await store().slack.post(post.handoffId, 'entry:2')).toBeUndefined()
    expect(await store().slack.openPosts(at(4_000), 10)).toEqual([post])
    expect(await store().slack.openPosts(at(6_000), 10)).toEqual([])
    const { shown: _, ...final } = post
    await store().slack.putPost(final)
    expect(await store().slack.post(post.handoffId, 'entry:1')).toEqual(final)
    expect(await store().slack.openPosts(at(4_000), 10)).toEqual([])
  })

  test('an event is kept once, and lanes are taken side by side, each in order', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const receive = (key: string, lane: string) =>
      store().slack.receive({ key: lane + key, lane, body: { key }, at: at(0) })
    expect(await receive('1', a)).toBe(true)
    expect(await receive('2', a)).toBe(true)
    expect(await receive('1', a)).toBe(false)
    expect(await receive('1', b)).toBe(true)
    const first = await store().slack.claim(at(0), OPTIONS)
    expect(first.map(({ key, body, attempts }) => [key, body, attempts])).toEqual([
      [`${a}1`, { key: '1' }, 1],
      [`${b}1`, { key: '1' }, 1],
    ])
    expect(await store().slack.claim(at(500), OPTIONS)).toEqual([])
    await store().slack.settle(first[0]?.n as number, { goAt: at(2_000), error: 'away' })
    await store().slack.settle(first[1]?.n as number, 'done')
    expect(await store().slack.claim(at(1_500), OPTIONS)).toEqual([])
    const again = await store().slack.claim(at(2_000), OPTIONS)
    expect(again).toMatchObject([{ key: `${a}1`, attempts: 2 }])
    await store().slack.settle(again[0]?.n as number, { error: 'refused' })
    const next = await store().slack.claim(at(2_000), OPTIONS)
    expect(next).toMatchObject([{ key: `${a}2` }])
    expect(await receive('1', a)).toBe(false)
    // Nothing was heard of it: it is anybody's again.
    expect(await store().slack.claim(at(3_000), OPTIONS)).toMatchObject([{ key: `${a}2`, attempts: 2 }])
    await store().slack.settle(next[0]?.n as number, 'done')
    expect(await store().slack.claim(at(9_000), OPTIONS)).toEqual([])
  })

  test('what a killed life of a worker claimed may be claimed at once, and nobody else’s', async () => {
    for (const key of ['x', 'y']) await store().slack.receive({ key, lane: key, body: key, at: at(0) })
    const long = { limit: 1, leaseMs: 60_000 }
    const [one] = await store().slack.claim(at(0), { ...long, worker: 'a' })
    const [two] = await store().slack.claim(at(0), { ...long, worker: 'b' })
    await store().slack.release('a', at(100))
    expect(await store().slack.claim(at(100), OPTIONS)).toMatchObject([{ key: one?.key, attempts: 2 }])
    for (const event of [one, two]) await store().slack.settle(event?.n as number, 'done')
    await store().slack.release('b', at(200))
    expect(await store().slack.claim(at(300_000), OPTIONS)).toEqual([])
  })

  test('a taken event is forgotten after a week, one that waits is not', async () => {
    const key = randomUUID()
    const event = { key, lane: key, body: {}, at: at(0) }
    await store().slack.receive(event)
    await store().sweep(at(8 * 86_400_000))
    expect(await store().slack.receive(event)).toBe(false)
    const [one] = await store().slack.claim(at(0), OPTIONS)
    await store().slack.settle(one?.n as number, 'done')
    await store().sweep(at(6 * 86_400_000))
    expect(await store().slack.receive(event)).toBe(false)
    await store().sweep(at(8 * 86_400_000))
    expect(await store().slack.receive(event)).toBe(true)
  })

  test('notices wait in a lane of their own, in order, each once, and behind one that is tried again', async () => {
    const { claimed } = await converse(store(), one => [answer(one)])
    const conversationId = claimed.conversation.id
    const id = () => newId('out')
    const notices = [1, 2].map(n => ({ id: id(), conversationId, notice: { n }, at: at(0) }))
    await store().slack.notify(notices)
    await store().slack.notify(notices)
    const sends = await store().outbox.lease(LATER, { ...lease, lanes: 'send' }, () => [])
    expect(sends.map(({ kind }) => kind)).toEqual(['activities'])
    const desk = () => store().outbox.lease(LATER, { ...lease, lanes: 'desk' }, () => [])
    expect(await store().outbox.nextRunAt('desk')).toBe(at(0))
    const [head, ...others] = await desk()
    expect(head).toMatchObject({
      id: notices[0]?.id,
      kind: 'desk',
      payload: { notice: { n: 1 } },
      channel: 'webchat',
    })
    expect(others).toEqual([])
    expect(await desk()).toEqual([])
    const retry = { outcome: 'retry' as const, runAt: at(60_000), error: 'away', parts: [] }
    await store().outbox.settle([{ id: head?.id as string, ...retry }], [])
    const late = { id: id(), conversationId, notice: { n: 3 }, at: at(1) }
    await store().slack.notify([late])
    expect(await desk()).toEqual([])
    expect(await store().outbox.nextRunAt('desk')).toBe(at(60_000))
    const seen: unknown[] = []
    for (let n = 0; n < 3; n++) {
      const [row] = await store().outbox.lease(at(60_000), { ...lease, lanes: 'desk' }, () => [])
      seen.push(row?.payload)
      await store().outbox.settle([{ id: row?.id as string, outcome: 'sent', parts: [], at: at(60_000) }], [])
    }
    expect(seen).toEqual([1, 2, 3].map(n => ({ notice: { n } })))
    await store().outbox.settle(
      sends.map(row => ({ id: row.id, outcome: 'sent' as const, parts: [], at: at(0) })),
      [],
    )
  })

  test('a notice of a conversation that is not there is no fault', async () => {
    await store().slack.notify([{ id: newId('out'), conversationId: newId('cnv'), notice: {}, at: at(0) }])
    expect(await store().outbox.lease(LATER, { ...lease, lanes: 'desk' }, () => [])).toEqual([])
  })

  test('a row of ours tells the key under which it was made', async () => {
    const { conversationId } = await acceptOne(store())
    const [row] = await store().inbox.enqueue([
      { conversationId, kind: 'agent', key: 'desk:x', payload: null, dueAt: at(0) },
    ])
    expect(await store().slack.keyOf(row?.id as string)).toBe('desk:x')
    expect(await store().slack.keyOf('inb_other')).toBeUndefined()
  })
}
