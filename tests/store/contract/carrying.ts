import { expect, test } from 'vitest'
import type { Carrier, Claimed, LeasedRow, NewOutboxRow } from '../../../store/store.ts'
import { render, sent } from './sending.ts'
import { acceptOne, answer, at, converse, type Engine, LATER, takeOne, turn, useStore } from './subject.ts'

const OPTIONS = { limit: 100, leaseMs: 60_000, worker: 'w' }

/** New rows leased in the commit that makes them: where an engine does so, and that nothing is lost or sent twice anywhere. */
export function carrying(engine: Engine): void {
  const store = useStore(engine)
  const lease = (now: string = LATER) => store().outbox.lease(now, OPTIONS, render)
  const ids = (rows: readonly { id: string }[]) => rows.map(row => row.id)
  const settleAll = async (rows: readonly LeasedRow[]) => store().outbox.settle(rows.map(sent), [])
  const call = (claimed: Claimed): NewOutboxRow =>
    answer(claimed, { lane: 'call', kind: 'desk', payload: { notice: 1 } })

  /** Runs with a carrier of sends that has so many places, and hands in what it got so far. */
  async function withCarrier(
    change: Partial<Carrier>,
    run: (carried: LeasedRow[]) => Promise<void>,
  ): Promise<void> {
    const carried: LeasedRow[] = []
    const end = store().outbox.leaseNew({
      worker: 'w',
      lanes: 'send',
      leaseMs: 60_000,
      places: () => 100 - carried.length,
      render,
      carry: rows => carried.push(...rows),
      ...change,
    })
    try {
      await run(carried)
    } finally {
      end()
    }
  }

  test('every row goes once and in the order of its lane, carried or leased', async () => {
    await withCarrier({}, async carried => {
      const { outbox } = await converse(store(), one => [answer(one), answer(one), answer(one), call(one)])
      const gone: LeasedRow[] = []
      for (let rows = [...carried, ...(await lease())]; rows.length > 0; rows = await lease()) {
        await settleAll(rows)
        gone.push(...rows)
      }
      const said = gone.filter(({ lane }) => lane !== 'call')
      expect(ids(said)).toEqual(ids(outbox.slice(0, 3)))
      expect(gone).toHaveLength(4)
      expect(await store().outbox.nextRunAt()).toBeUndefined()
    })
  })

  test('after its end a carrier gets nothing', async () => {
    let end: LeasedRow[] = []
    await withCarrier({}, async carried => {
      end = carried
    })
    await converse(store(), one => [answer(one)])
    expect(end).toEqual([])
    await settleAll(await lease())
  })

  if (engine !== 'sqlite') return

  test('a carried row is what its lease would have answered, and nobody else gets it', async () => {
    await withCarrier({}, async carried => {
      const { outbox } = await converse(store(), one => [answer(one)], {
        threadKey: 'carried',
        customer: { locale: 'es-ES' },
      })
      expect(carried).toEqual([
        {
          ...outbox[0],
          channel: 'webchat',
          account: 'shop',
          threadKey: 'carried',
          locale: 'es-ES',
          attempts: 1,
          parts: [{ id: `${outbox[0]?.id}:0`, payload: { text: 'buenas' } }],
          createdAt: at(0),
        },
      ])
      expect(await lease()).toEqual([])
      expect((await store().outbox.counts()).leased).toBe(1)
      await settleAll(carried)
      expect(await store().outbox.nextRunAt()).toBeUndefined()
    })
  })

  test('a row behind an unsent one, one for later, one of other lanes and one that can not be rendered wait for a lease', async () => {
    await withCarrier({}, async carried => {
      const { outbox } = await converse(store(), one => [answer(one), answer(one), call(one)])
      expect(ids(carried)).toEqual([outbox[0]?.id])
      const rest = await lease()
      expect(ids(rest)).toEqual([outbox[2]?.id])
      await settleAll([...carried, ...rest])
      await settleAll(await lease())
    })
    await withCarrier({}, async carried => {
      const { outbox } = await converse(store(), one => [answer(one, { runAt: at(500) })])
      expect(carried).toEqual([])
      expect(await lease(at(499))).toEqual([])
      const rows = await lease(at(500))
      expect(ids(rows)).toEqual(ids(outbox))
      await settleAll(rows)
    })
    const broken = () => {
      throw new Error('no such card')
    }
    await withCarrier({ render: broken }, async carried => {
      await converse(store(), one => [answer(one)])
      expect(carried).toEqual([])
      await settleAll(await lease())
    })
  })

  test('what is done to a carried call does not reach the state that shares its input', async () => {
    const carry = ([row]: readonly LeasedRow[]) => {
      if (row !== undefined && 'call' in row.payload) (row.payload.call.input.items as string[]).length = 0
    }
    await withCarrier({ lanes: 'call', carry }, async () => {
      const { conversationId } = await acceptOne(store())
      const items = ['lamp']
      await takeOne(store(), conversationId, one => {
        const context = {
          conversationId,
          threadId: one.conversation.thread.id,
          customerId: one.customer.id,
          channel: 'webchat',
          language: 'es',
        } as const
        const find = { id: 'c', action: 'orders.find', input: { items }, timeoutMs: 1_000, retries: 0 }
        const row = answer(one, { lane: 'call', kind: 'call', payload: { call: find, context } })
        return turn(one, { state: { items }, outbox: [row] })
      })
      expect((await store().outbox.counts()).leased).toBe(1)
      await store().inbox.enqueue([{ conversationId, kind: 'agent', key: 'k', payload: null, dueAt: at(0) }])
      const { conversation } = await takeOne(store(), conversationId)
      expect(conversation.state).toEqual({ items: ['lamp'] })
    })
    await store().outbox.release('w')
    await settleAll(await lease())
  })

  test('no more rows are carried than there are places, also within one commit', async () => {
    await withCarrier({ places: () => 2 }, async carried => {
      await Promise.all(Array.from({ length: 5 }, () => converse(store(), one => [answer(one)])))
      const accepted = await Promise.all(Array.from({ length: 5 }, () => acceptOne(store())))
      carried.length = 0
      await store().inbox.take(
        LATER,
        accepted.map(({ conversationId }) => conversationId),
        one => turn(one, { outbox: [answer(one)] }),
      )
      expect(carried).toHaveLength(2)
    })
    await store().outbox.release('w')
    await settleAll(await lease())
  })

  test('a turn that is undone carries nothing and keeps no place; the others of its commit go', async () => {
    await withCarrier({ places: () => 2 }, async carried => {
      const accepted = await Promise.all([acceptOne(store()), acceptOne(store())])
      const [bad, good] = accepted.map(({ conversationId }) => conversationId) as [string, string]
      const taken = await store().inbox.take(LATER, [bad, good], one => {
        const row = answer(one)
        return turn(one, { outbox: one.conversation.id === bad ? [row, row] : [row] })
      })
      expect(taken.map(({ ok }) => ok)).toEqual([false, true])
      expect(carried.map(row => row.conversationId)).toEqual([good])
      await settleAll(carried)
      const { conversationId: other } = await acceptOne(store())
      carried.length = 0
      await store().inbox.take(LATER, [bad, other], one => turn(one, { outbox: [answer(one)] }))
      expect(carried.map(row => row.conversationId)).toEqual([bad, other])
      await settleAll(carried)
    })
  })

  test('a carried row of a life that was killed is freed at the next start', async () => {
    await withCarrier({ worker: 'killed' }, async carried => {
      await converse(store(), one => [answer(one)])
      expect(carried).toHaveLength(1)
      expect(await store().outbox.release('killed')).toBe(1)
      const again = await lease()
      expect(ids(again)).toEqual(ids(carried))
      expect(again[0]?.attempts).toBe(2)
      await settleAll(again)
    })
  })
}
