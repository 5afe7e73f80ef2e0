import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LeasedRow, NewReport, Rendered, Settlement } from '../../../store/store.ts'
import { acceptOne, answer, at, converse, type Engine, LATER, useStore } from './subject.ts'

/** What closes a reply window, and what opens it at the same time. */
export function windowRaces(engine: Engine): void {
  const store = useStore(engine)
  const outbox = () => store().outbox
  const texts = (row: LeasedRow): Rendered =>
    row.lastInboundAt === undefined
      ? 'closed'
      : 'activities' in row.payload
        ? row.payload.activities.map(one => one.text ?? '')
        : []
  const lease = (render: (row: LeasedRow) => Rendered = texts) =>
    outbox().lease(
      LATER,
      {
        limit: 100,
        leaseMs: 60_000,
        worker: 'w',
        // As the server: see `mustRenew`.
        renew: row =>
          row.lastInboundAt === undefined || row.parts.every(({ platformId }) => platformId !== undefined),
      },
      render,
    )
  const sent = (row: LeasedRow, sentAt = at(10)): Settlement => ({
    id: row.id,
    outcome: 'sent',
    parts: row.parts
      .filter(({ platformId }) => platformId === undefined)
      .map(({ id }) => ({ id, platformId: `p-${id}`, sentAt })),
    at: LATER,
  })
  const windowClosed = (...platformIds: string[]) =>
    store().deliveries.report(
      platformIds.map(
        (id): NewReport => ({
          channel: 'chat',
          account: 'shop',
          status: 'failed',
          at: at(500),
          platformIds: [id],
          error: '131047: window',
          windowClosed: true,
        }),
      ),
    )
  const status = async (id: string) => (await store().deliveries.of([id])).get(id)?.status

  /** Rows of one thread that is open, with the texts of each. */
  async function said(...rows: string[][]) {
    const thread = { channel: 'chat', threadKey: randomUUID() }
    const made = await converse(
      store(),
      one =>
        rows.map((parts, n) =>
          answer(one, {
            id: `${one.rows[0]?.id}:${n}`,
            payload: {
              activities: parts.map(text => ({ type: 'message', id: `${one.rows[0]?.id}:${n}`, text })),
            },
          }),
        ),
      { ...thread, saidAt: at(-1_000) },
    )
    return { thread, ids: made.outbox.map(({ id }) => id) }
  }
  const drain = async () => {
    const gone: unknown[] = []
    for (let rows = await lease(); rows.length > 0; rows = await lease()) {
      gone.push(...rows.flatMap(row => row.parts.map(({ payload }) => payload)))
      await outbox().settle(
        rows.map(row => sent(row, at(900))),
        [],
      )
    }
    return gone
  }

  test('a customer who writes while a send finds the window closed is answered all the same', async () => {
    const { thread, ids } = await said(['one'])
    const [row] = await lease()
    await acceptOne(store(), { ...thread, saidAt: at(100) })
    await outbox().settle(
      [{ id: row?.id as string, outcome: 'retry', runAt: at(0), error: 'no', parts: [], windowClosed: true }],
      [],
    )
    expect(await drain()).toEqual(['one'])
    expect(await status(ids[0] as string)).toBe('sent')
  })

  test('a customer who wrote before a report of a closed window comes is answered all the same', async () => {
    const { thread, ids } = await said(['one'])
    const [row] = await lease()
    await outbox().settle([sent(row as LeasedRow)], [])
    await acceptOne(store(), { ...thread, saidAt: at(100) })
    await windowClosed(`p-${ids[0]}:0`)
    expect(await drain()).toEqual(['one'])
    expect(await status(ids[0] as string)).toBe('sent')
  })

  test('every row of a thread that was closed waits, also those that are told of later', async () => {
    const { thread, ids } = await said(['one'], ['two'])
    await drain()
    await windowClosed(`p-${ids[0]}:0`)
    await windowClosed(`p-${ids[1]}:0`)
    expect(await drain()).toEqual([])
    expect(await Promise.all(ids.map(status))).toEqual(['parked', 'parked'])
    await acceptOne(store(), { ...thread, saidAt: at(950) })
    expect(await drain()).toEqual(['one', 'two'])
  })

  test('parts of a row that are told of in any order wait all', async () => {
    const together = await said(['one', 'two'])
    await drain()
    const [first] = together.ids
    await windowClosed(`p-${first}:1`, `p-${first}:0`)
    const apart = await said(['three', 'four'])
    await drain()
    const [second] = apart.ids
    await windowClosed(`p-${second}:1`)
    expect(await drain()).toEqual([])
    await windowClosed(`p-${second}:0`)
    expect(await status(first as string)).toBe('parked')
    expect(await status(second as string)).toBe('parked')
    await acceptOne(store(), { ...together.thread, saidAt: at(950) })
    expect(await drain()).toEqual(['one', 'two'])
    await acceptOne(store(), { ...apart.thread, saidAt: at(950) })
    expect(await drain()).toEqual(['three', 'four'])
  })

  test('a platform that finds the window closed again and again is not asked for ever', async () => {
    const { ids } = await said(['one'])
    let times = 0
    for (let rows = await lease(() => ['template']); rows.length > 0; times++) {
      await outbox().settle(
        rows.map(row => ({
          ...sent(row),
          parts: [{ id: `${row.id}:0`, platformId: `t-${times}`, sentAt: at(10) }],
        })),
        [],
      )
      await windowClosed(`t-${times}`)
      rows = await lease(() => ['template'])
    }
    expect(times).toBeLessThanOrEqual(4)
    expect(await status(ids[0] as string)).toBe('failed')
  })

  test('a customer who writes at the moment in which a row is put aside for them gets it', async () => {
    const { thread, ids } = await said(['one'])
    let wrote: Promise<unknown> | undefined
    const rows = await lease(row => {
      if (wrote !== undefined) return texts(row)
      wrote = acceptOne(store(), { ...thread, saidAt: at(100) })
      return 'closed'
    })
    await wrote
    await outbox().settle(
      rows.map(row => sent(row)),
      [],
    )
    await drain()
    expect(await status(ids[0] as string)).toBe('sent')
  })
}
