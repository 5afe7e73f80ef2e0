import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { TranscriptEntry } from '../../../store/store.ts'
import { acceptOne, activity, at, type Engine, takeOne, turn, useStore } from './subject.ts'

export function whatWasSaid(engine: Engine): void {
  const store = useStore(engine)

  const entry = (text: string, change: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
    id: `${text}-${newId('evt')}`,
    at: at(0),
    speaker: 'customer',
    activity: activity(text),
    ...change,
  })
  async function conversation(threadKey: string, transcript: TranscriptEntry[]): Promise<string> {
    const { conversationId } = await acceptOne(store(), { threadKey })
    await takeOne(store(), conversationId, one => turn(one, { transcript }))
    return conversationId
  }

  test('the newest entries are read, and from there back to the first', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `n${n}`)
    const id = await conversation(
      'newest',
      names.map(name => entry(name)),
    )
    await conversation('another', [entry('x')])
    const read = async (before?: number) =>
      store().transcript.newest(id, { ...(before !== undefined && { before }), limit: 5 })
    const texts = (page: Awaited<ReturnType<typeof read>>) => page.map(one => one.activity.text)
    const newest = await read()
    expect(texts(newest)).toEqual(names.slice(7))
    const older = await read(newest[0]?.seq)
    expect(texts(older)).toEqual(names.slice(2, 7))
    const first = await read(older[0]?.seq)
    expect(texts(first)).toEqual(names.slice(0, 2))
    expect(await read(first[0]?.seq)).toEqual([])
  })

  test("a customer's other conversations come newest first, each with its newest hand-off", async () => {
    const first = await conversation('past', [])
    const customerId = (await store().conversations.get(first))?.customerId as string
    const handoff = (facts: object) => ({
      id: newId('hof'),
      reason: 'asked' as const,
      priority: 'normal' as const,
      facts: facts as never,
      deadlineAt: at(0),
    })
    const past = (options: { except: string; limit: number }) =>
      store().conversations.ofCustomer(customerId, options)
    expect(await past({ except: first, limit: 5 })).toEqual([])
    const open = handoff({ n: 1 })
    const anew = handoff({ n: 2 })
    for (const [one, end] of [
      [open, { status: 'returned' }],
      [anew, { status: 'resolved', cause: 'late' }],
    ] as const) {
      await acceptOne(store(), { threadKey: 'past' })
      await takeOne(store(), first, claimed => turn(claimed, { handoff: one, state: { n: 1 } }))
      await store().handoffs.update(one.id, 1, { change: 'test', ...end, at: at(1) })
    }
    await acceptOne(store(), { threadKey: 'past' })
    await takeOne(store(), first, claimed => turn(claimed, { closed: true }))
    const second = (await acceptOne(store(), { threadKey: 'past' })).conversationId
    expect(second).not.toBe(first)
    expect(await past({ except: second, limit: 5 })).toEqual([
      {
        id: first,
        channel: 'webchat',
        status: 'closed',
        owner: 'bot',
        openedAt: expect.any(String),
        lastActivityAt: expect.any(String),
        state: { n: 1 },
        handoff: { id: anew.id, status: 'resolved', reason: 'asked', cause: 'late', facts: { n: 2 } },
      },
    ])
    const all = await past({ except: '', limit: 5 })
    expect(all.map(({ id, handoff }) => [id, handoff?.id])).toEqual([
      [second, undefined],
      [first, anew.id],
    ])
    expect(await past({ except: '', limit: 1 })).toHaveLength(1)
  })
}
