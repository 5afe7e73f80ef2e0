import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LeasedRow, NewReport, Settlement } from '../../../store/store.ts'
import { answer, at, converse, type Engine, LATER, useStore } from './subject.ts'

export function receipts(engine: Engine): void {
  const store = useStore(engine)
  const outbox = () => store().outbox
  const lease = (now = LATER, worker = 'w') =>
    outbox().lease(now, { limit: 100, leaseMs: 60_000, worker }, row =>
      'activities' in row.payload ? row.payload.activities.map(one => one.text ?? '') : [],
    )

  /** A row of so many parts, leased; and those behind it. */
  async function leased(texts: readonly string[] = ['one'], behind = 0) {
    const threadKey = randomUUID()
    const made = await converse(
      store(),
      one => [
        answer(one, {
          id: `${one.rows[0]?.id}:0`,
          payload: {
            activities: texts.map((text, n) => ({ type: 'message', id: `${one.rows[0]?.id}:${n}`, text })),
          },
        }),
        ...Array.from({ length: behind }, () => answer(one)),
      ],
      { channel: 'chat', threadKey, saidAt: at(-1_000) },
    )
    const rows = await lease()
    expect(rows).toHaveLength(1)
    const row = rows[0] as LeasedRow
    const ids = row.parts.map(part => `p-${part.id}`)
    return { row, ids, threadKey, entry: row.id, conversationId: made.claimed.conversation.id }
  }
  const sent = (row: LeasedRow, sentAt = at(10)): Settlement => ({
    id: row.id,
    outcome: 'sent',
    parts: row.parts
      .filter(({ platformId }) => platformId === undefined)
      .map(({ id }) => ({ id, platformId: `p-${id}`, sentAt })),
    at: LATER,
  })
  const doubt = (row: LeasedRow): Settlement => ({
    id: row.id,
    outcome: 'retry',
    runAt: at(90_000),
    error: 'channel.outcome_unknown: ?',
    parts: [],
  })
  const report = (change: Partial<NewReport>) =>
    store().deliveries.report([
      { channel: 'chat', account: 'shop', status: 'delivered', at: at(500), ...change },
    ])
  const delivery = async (id: string) => (await store().deliveries.of([id])).get(id)

  test('what is sent is told of as sent, delivered, read; never backwards', async () => {
    const { row, ids, entry } = await leased()
    expect(await delivery(entry)).toMatchObject({ status: 'waiting' })
    await outbox().settle([sent(row)], [])
    expect(await delivery(entry)).toEqual({ status: 'sent', at: at(10) })
    await report({ status: 'read', platformIds: ids, at: at(700) })
    await report({ status: 'delivered', platformIds: ids, at: at(800) })
    await report({ status: 'failed', platformIds: ids, at: at(900), error: 'late' })
    expect(await delivery(entry)).toEqual({ status: 'read', at: at(700) })
    expect(await outbox().stuck(10)).toEqual([])
    await report({ status: 'read', platformIds: ids, channel: 'other' })
    expect(await delivery('unknown:0')).toBeUndefined()
  })

  test('of several parts the one that is furthest behind counts', async () => {
    const { row, ids, entry } = await leased(['one', 'two'])
    await outbox().settle([sent(row)], [])
    await report({ status: 'read', platformIds: [ids[0] as string] })
    expect((await delivery(entry))?.status).toBe('sent')
    await report({ status: 'delivered', platformIds: [ids[1] as string] })
    expect((await delivery(entry))?.status).toBe('delivered')
    const second = `${entry.slice(0, -1)}1`
    expect((await delivery(second))?.status).toBe('delivered')
  })

  test('a report that is faster than our own settling is not lost', async () => {
    const byId = await leased()
    await report({ status: 'delivered', platformIds: byId.ids })
    await outbox().settle([sent(byId.row)], [])
    expect(await delivery(byId.entry)).toEqual({ status: 'delivered', at: at(500) })
    const byPart = await leased()
    await report({ status: 'read', part: `${byPart.row.id}:0`, platformIds: byPart.ids })
    await outbox().settle([sent(byPart.row)], [])
    expect(await delivery(byPart.entry)).toEqual({ status: 'read', at: at(500) })
    const byTime = await leased()
    await report({ status: 'read', upTo: at(100), threadKey: byTime.threadKey })
    await outbox().settle([sent(byTime.row)], [])
    expect((await delivery(byTime.entry))?.status).toBe('read')
  })

  test('settling and reporting at the same time end alike', async () => {
    for (let round = 0; round < 8; round++) {
      const { row, ids, entry, threadKey } = await leased()
      const reports: Partial<NewReport>[] = [
        { platformIds: ids },
        { part: `${row.id}:0` },
        { upTo: at(100), threadKey },
      ]
      await Promise.all([
        outbox().settle([sent(row)], []),
        ...reports.slice(round % 3).map(one => report(one)),
      ])
      expect((await delivery(entry))?.status).toBe('delivered')
    }
  })

  test('a report up to a time moves what was sent before it on that thread', async () => {
    const early = await leased()
    await outbox().settle([sent(early.row, at(10))], [])
    await report({ status: 'read', upTo: at(9), threadKey: early.threadKey })
    expect((await delivery(early.entry))?.status).toBe('sent')
    await report({ status: 'delivered', upTo: at(10), threadKey: early.threadKey })
    expect((await delivery(early.entry))?.status).toBe('delivered')
    await report({ status: 'read', upTo: at(20), threadKey: 'nobody' })
  })

  test('what the platform could not deliver is dead, until it proves that it arrived', async () => {
    const { row, ids, entry } = await leased()
    await outbox().settle([sent(row)], [])
    await report({ status: 'failed', platformIds: ids, error: '131026: not on the platform' })
    expect(await delivery(entry)).toMatchObject({ status: 'failed', error: '131026: not on the platform' })
    const [stuck] = await outbox().stuck(10)
    expect(stuck).toMatchObject({ id: row.id, status: 'dead', lastError: '131026: not on the platform' })
    await report({ status: 'delivered', platformIds: ids })
    expect((await delivery(entry))?.status).toBe('delivered')
    expect(await outbox().stuck(10)).toEqual([])
  })

  test('a failure that is faster than our own settling makes the row dead too', async () => {
    const byId = await leased()
    await report({ status: 'failed', platformIds: byId.ids, error: 'no' })
    await outbox().settle([sent(byId.row)], [])
    const byPart = await leased()
    await report({ status: 'failed', part: `${byPart.row.id}:0`, error: 'no' })
    await outbox().settle([sent(byPart.row)], [])
    const stuck = await outbox().stuck(10)
    expect(stuck.map(({ id }) => id)).toEqual([byPart.row.id, byId.row.id])
    expect(await outbox().revive([byId.row.id, byPart.row.id], LATER)).toBe(2)
    const again = await lease()
    expect(again.map(row => row.parts.map(part => part.platformId))).toEqual([[undefined], [undefined]])
    await outbox().settle(
      again.map(row => sent(row)),
      [],
    )
    expect((await delivery(byId.entry))?.status).toBe('sent')
  })

  test('a report on a send in doubt settles it, and what waits behind it goes at once', async () => {
    const { row } = await leased(['one'], 1)
    await outbox().settle([doubt(row)], [])
    expect(await lease()).toEqual([])
    await report({ status: 'sent', part: `${row.id}:0`, platformIds: ['x'] })
    const behind = await lease()
    expect(behind).toHaveLength(1)
    expect(behind[0]?.id).not.toBe(row.id)
    await outbox().settle([sent(behind[0] as LeasedRow)], [])
    expect(await outbox().nextRunAt()).toBeUndefined()
    await report({ status: 'read', platformIds: ['x'] })
    expect((await delivery(row.id))?.status).toBe('read')
  })

  test('of a row in doubt only the parts that nobody vouched for are sent again', async () => {
    const { row } = await leased(['one', 'two'])
    await outbox().settle([doubt(row)], [])
    await report({ status: 'delivered', part: `${row.id}:0`, platformIds: ['y'] })
    const [again] = await lease(at(100_000))
    expect(again?.parts.map(part => part.platformId)).toEqual(['y', undefined])
    await outbox().settle([sent(again as LeasedRow)], [])
    expect((await delivery(row.id))?.status).toBe('sent')
  })

  test('the rest of a row goes at once when a report tells that its part in doubt arrived', async () => {
    const { row } = await leased(['one', 'two', 'three'], 1)
    const [first] = sent(row).parts ?? []
    await outbox().settle([{ ...doubt(row), parts: first === undefined ? [] : [first] }], [])
    await report({ status: 'read', part: `${row.id}:0`, at: LATER })
    expect(await lease()).toEqual([])
    await report({ status: 'sent', part: `${row.id}:1`, platformIds: ['q'], at: LATER })
    const again = await lease()
    expect(again.map(({ id }) => id)).toEqual([row.id])
    expect(again[0]?.parts.map(part => part.platformId)).toEqual([`p-${row.id}:0`, 'q', undefined])
    await outbox().settle([sent(again[0] as LeasedRow)], [])
    await outbox().settle(
      (await lease()).map(one => sent(one)),
      [],
    )
    expect(await outbox().nextRunAt()).toBeUndefined()
  })

  test('the rest of a row goes at once when that report was faster than our own knowing of a doubt', async () => {
    const { row } = await leased(['one', 'two'])
    await report({ status: 'sent', part: `${row.id}:0`, platformIds: ['f'] })
    await outbox().settle([doubt(row)], [])
    const [again] = await lease()
    expect(again?.parts.map(part => part.platformId)).toEqual(['f', undefined])
    await outbox().settle([sent(again as LeasedRow)], [])
  })

  test('a report on another part, or on a row that waits for something else, lets nothing go before its time', async () => {
    const { row } = await leased(['one', 'two'])
    await outbox().settle([doubt(row)], [])
    await report({ status: 'sent', part: `${row.id}:1` })
    expect(await lease()).toEqual([])
    const held = await leased(['one', 'two'])
    await outbox().settle([{ ...doubt(held.row), error: 'channel.rate_limited: wait' } as Settlement], [])
    await report({ status: 'sent', part: `${held.row.id}:0` })
    expect(await lease()).toEqual([])
    const later = await lease(at(100_000))
    expect(later).toHaveLength(2)
    await outbox().settle(
      later.map(one => sent(one)),
      [],
    )
  })

  test('a report that comes while the send is still in doubt leaves nothing to send again', async () => {
    const { row } = await leased()
    await report({ status: 'sent', part: `${row.id}:0`, platformIds: ['z'] })
    await outbox().settle([doubt(row)], [])
    expect(await outbox().nextRunAt()).toBeUndefined()
    expect((await delivery(row.id))?.status).toBe('sent')
    const given = await leased()
    await outbox().settle(
      [{ id: given.row.id, outcome: 'dead', error: 'channel.outcome_unknown: ?', at: LATER }],
      [],
    )
    await report({ status: 'delivered', part: `${given.row.id}:0` })
    expect((await delivery(given.entry))?.status).toBe('delivered')
    expect(await outbox().stuck(10)).toEqual([])
  })

  test('what came after the window had closed is rendered anew, once', async () => {
    const { row, ids, threadKey } = await leased(['one', 'two'])
    await outbox().settle([sent(row)], [])
    await report({
      status: 'failed',
      platformIds: [ids[1] as string],
      error: '131047: window',
      windowClosed: true,
    })
    const thread = (await store().conversations.byThread('chat', 'shop', threadKey))?.thread
    expect(thread?.lastInboundAt).toBeUndefined()
    const [again] = await lease()
    expect(again?.parts).toEqual([{ id: `${row.id}:0`, payload: 'one', platformId: ids[0] }])
    expect(again?.lastInboundAt).toBeUndefined()
    await outbox().settle([sent(again as LeasedRow)], [])
  })

  test('a platform’s id that holds what no column does finds its message', async () => {
    const { row, entry } = await leased()
    const [part] = row.parts
    const id = 'a\u0000b'
    await outbox().settle(
      [
        {
          id: row.id,
          outcome: 'sent',
          parts: [{ id: part?.id as string, platformId: id, sentAt: at(1) }],
          at: LATER,
        },
      ],
      [],
    )
    await report({ platformIds: [id] })
    expect((await delivery(entry))?.status).toBe('delivered')
  })
}
