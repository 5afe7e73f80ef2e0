import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import {
  acceptOne,
  activity,
  answer,
  at,
  type Engine,
  LATER,
  message,
  takeOne,
  turn,
  useStore,
} from './subject.ts'

export function taking(engine: Engine): void {
  const store = useStore(engine)

  test('takes what is ready in one go: the longest waiting first, at most so many, none of those left out', async () => {
    const early = -3_600_000
    const ids: string[] = []
    for (let n = 0; n < 4; n++) {
      const when = { receivedAt: at(early + n), dueAt: at(early + n) }
      ids.push((await acceptOne(store(), when)).conversationId)
    }
    const [first, second, third, fourth] = ids as [string, string, string, string]
    const begun: string[][] = []
    const takeReady = (limit: number, except: readonly string[]) => {
      const which = {
        limit,
        except: new Set(except),
        begun: (some: readonly string[]) => begun.push([...some]),
      }
      return store().inbox.takeReady(at(early + 100), which, claimed => turn(claimed))
    }
    expect(await takeReady(2, [first])).toHaveLength(2)
    expect(begun[0]?.toSorted()).toEqual([second, third].toSorted())
    expect(await takeReady(9, [])).toHaveLength(2)
    expect(begun[1]).toEqual([first, fourth])
    expect(await takeReady(9, [])).toEqual([])
    expect(begun[2]).toEqual([])
  })

  test('ready answers the longest waiting first, and a claim has its due rows by seq', async () => {
    const [late, early] = await store().inbox.accept([
      message({ threadKey: 'late', dueAt: at(-1_000) }),
      message({ threadKey: 'early', dueAt: at(-2_000) }),
    ])
    await acceptOne(store(), { threadKey: 'late', dueAt: at(-1_500) })
    await acceptOne(store(), { threadKey: 'early', dueAt: at(5_000) })
    const ready = await store().inbox.ready(at(-500), 10)
    expect(ready).toEqual([early?.conversationId, late?.conversationId])
    expect(await store().inbox.ready(at(-500), 1)).toHaveLength(1)
    expect(await store().inbox.nextDueAt()).toBe(at(-2_000))
    const seqs = new Map<string, number[]>()
    await store().inbox.take(at(-500), ready, claimed => {
      seqs.set(
        claimed.conversation.id,
        claimed.rows.map(row => row.seq),
      )
      return turn(claimed)
    })
    expect(ready.map(id => seqs.get(id))).toEqual([[1], [1, 2]])
    expect(await store().inbox.ready(at(-500), 10)).toEqual([])
    expect(await store().inbox.nextDueAt()).toBe(at(5_000))
  })

  test('a message that came before its conversation was closed opens it again, unless it closes again', async () => {
    for (const closed of [false, true]) {
      const thread = { threadKey: `late-${closed}` }
      const first = await acceptOne(store(), thread)
      const before = await acceptOne(store(), { ...thread, dueAt: at(5_000) })
      await takeOne(store(), first.conversationId, claimed => turn(claimed, { closed: true }))
      const late = await takeOne(
        store(),
        first.conversationId,
        claimed => turn(claimed, closed ? { closed } : {}),
        at(6_000),
      )
      expect(late.conversation.status).toBe('closed')
      expect(late.rows.map(({ id }) => id)).toEqual([before.inboxId])
      const next = await acceptOne(store(), thread)
      expect(next.conversationId === first.conversationId).toBe(!closed)
    }
  })

  test('a turn is written whole', async () => {
    const { conversationId, inboxId } = await acceptOne(store(), { clientAddress: '192.0.2.7' })
    const understanding = {
      language: 'es',
      languageConfidence: 1,
      intent: 'greeting',
      confidence: 0.9,
      alternatives: [],
      entities: [],
      sentiment: { label: 'neutral', score: 0 },
      urgent: false,
    } as const
    const first = await takeOne(store(), conversationId, claimed =>
      turn(claimed, {
        handled: [
          {
            id: inboxId,
            order: 0,
            understanding: { ...understanding, alternatives: [], entities: [] },
            note: 'n',
          },
        ],
        state: { frames: [1] },
        contentVersion: 'v1',
        language: 'es',
        register: 'informal',
        inbox: [{ conversationId, kind: 'timer', key: 'wait', payload: { token: 'f' }, dueAt: at(60_000) }],
        transcript: [
          { id: inboxId, at: at(0), speaker: 'customer', activity: activity('hola') },
          { id: `${inboxId}:0`, at: at(2_000), speaker: 'bot', author: 'B', activity: activity('buenas') },
        ],
        events: [{ name: 'answer', data: { text: 'hello' } }],
        at: at(2_000),
      }),
    )
    expect(first.rows).toEqual([
      {
        id: inboxId,
        conversationId,
        threadId: first.conversation.thread.id,
        seq: 1,
        kind: 'activity',
        status: 'pending',
        payload: { type: 'message', text: 'hola' },
        receivedAt: at(0),
        dueAt: at(0),
        attempts: 0,
        clientAddress: '192.0.2.7',
      },
    ])
    const conversation = await store().conversations.get(conversationId)
    expect(conversation).toMatchObject({
      state: { frames: [1] },
      contentVersion: 'v1',
      language: 'es',
      lastActivityAt: at(2_000),
    })
    const entries = await store().transcript.list(conversationId)
    expect(entries.map(({ id, speaker }) => [id, speaker])).toEqual([
      [inboxId, 'customer'],
      [`${inboxId}:0`, 'bot'],
    ])
    expect(entries[1]).toMatchObject({ author: 'B', at: at(2_000), activity: { text: 'buenas' } })
    expect(await store().transcript.list(conversationId, { after: entries[0]?.seq as number })).toEqual([
      entries[1],
    ])
    expect(await store().transcript.list(conversationId, { limit: 1 })).toEqual([entries[0]])
    const events = await store().events.list({ conversationId, limit: 10 })
    expect(events).toEqual([
      { seq: expect.any(Number), conversationId, at: at(2_000), name: 'answer', data: { text: 'hello' } },
    ])
    const second = await takeOne(store(), conversationId, undefined, at(60_000))
    expect(second.rows.map(row => [row.seq, row.kind, row.payload])).toEqual([[2, 'timer', { token: 'f' }]])
    expect(second.customer).toMatchObject({ language: 'es', register: 'informal' })
  })

  test('what a turn leaves out stays as it was', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'stays' })
    await takeOne(store(), conversationId, claimed =>
      turn(claimed, { state: { a: 1 }, contentVersion: 'v1', language: 'ro' }),
    )
    await acceptOne(store(), { threadKey: 'stays' })
    await takeOne(store(), conversationId)
    expect(await store().conversations.get(conversationId)).toMatchObject({
      state: { a: 1 },
      contentVersion: 'v1',
      language: 'ro',
      status: 'open',
    })
  })

  test('a conversation without due rows is left out, and so is an unknown one', async () => {
    const { conversationId } = await acceptOne(store())
    await takeOne(store(), conversationId)
    expect(await store().inbox.take(LATER, [conversationId, newId('cnv')], claimed => turn(claimed))).toEqual(
      [],
    )
  })

  test('undefined from decide changes nothing', async () => {
    const { conversationId } = await acceptOne(store())
    await takeOne(store(), conversationId, () => undefined)
    expect((await takeOne(store(), conversationId)).rows).toHaveLength(1)
  })

  test('what one turn throws, or can not write, undoes only that one', async () => {
    const accepted = await store().inbox.accept([message(), message(), message(), message()])
    const [good, thrown, twice, also] = accepted.map(one => one.conversationId) as [
      string,
      string,
      string,
      string,
    ]
    const outcomes = await store().inbox.take(LATER, [good, thrown, twice, also], claimed => {
      if (claimed.conversation.id === thrown) throw new Error('a fault in a dialog')
      const row = answer(claimed)
      const outbox = claimed.conversation.id === twice ? [row, row] : [row]
      return turn(claimed, { outbox, events: [{ name: 'e', data: {} }], state: 'new' })
    })
    expect(Object.fromEntries(outcomes.map(one => [one.conversationId, one.ok]))).toEqual({
      [good]: true,
      [thrown]: false,
      [twice]: false,
      [also]: true,
    })
    expect(outcomes.find(one => one.conversationId === thrown)?.error).toEqual(
      new Error('a fault in a dialog'),
    )
    expect(outcomes.find(one => one.conversationId === twice)?.error).toMatchObject({ code: 'store.failed' })
    for (const id of [thrown, twice]) {
      expect((await store().conversations.get(id))?.state).toBeUndefined()
      expect(await store().events.list({ conversationId: id, limit: 10 })).toEqual([])
      expect((await takeOne(store(), id)).rows).toHaveLength(1)
    }
    for (const id of [good, also]) expect((await store().conversations.get(id))?.state).toBe('new')
  })

  test('ending a row of another conversation is refused', async () => {
    const [mine, other] = await store().inbox.accept([message(), message()])
    const [outcome] = await store().inbox.take(LATER, [mine?.conversationId as string], claimed =>
      turn(claimed, { handled: [{ id: other?.inboxId as string, order: 0 }] }),
    )
    expect(outcome).toMatchObject({ ok: false, error: { code: 'store.failed' } })
  })

  test('held rows wait until they are released, then run by seq', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'held' })
    await takeOne(store(), conversationId, claimed =>
      turn(claimed, { handled: [], held: claimed.rows.map(row => row.id) }),
    )
    expect(await store().inbox.take(LATER, [conversationId], claimed => turn(claimed))).toEqual([])
    await acceptOne(store(), { threadKey: 'held' })
    const hold = await takeOne(store(), conversationId, claimed =>
      turn(claimed, { handled: [], held: claimed.rows.map(row => row.id) }),
    )
    expect(hold.rows.map(row => row.seq)).toEqual([2])
    await store().inbox.enqueue([
      { conversationId, kind: 'callResult', key: 'c', payload: null, dueAt: at(0) },
    ])
    await takeOne(store(), conversationId, claimed => turn(claimed, { release: true, at: at(500) }))
    const released = await takeOne(store(), conversationId)
    expect(released.rows.map(row => [row.seq, row.status, row.dueAt])).toEqual([
      [1, 'pending', at(500)],
      [2, 'pending', at(500)],
    ])
  })

  test('a row held in the very commit that releases is released with the others', async () => {
    const { conversationId } = await acceptOne(store())
    await takeOne(store(), conversationId, claimed =>
      turn(claimed, { handled: [], held: claimed.rows.map(row => row.id), release: true }),
    )
    expect((await takeOne(store(), conversationId)).rows).toHaveLength(1)
  })

  test('attempts are counted before a retry, and a dead row is put aside', async () => {
    const { conversationId, inboxId } = await acceptOne(store())
    await store().inbox.countAttempt([inboxId])
    await store().inbox.countAttempt([inboxId])
    const claimed = await takeOne(store(), conversationId, one =>
      turn(one, { handled: [], dead: [{ id: inboxId, error: 'three times\u0000' }] }),
    )
    expect(claimed.rows[0]?.attempts).toBe(2)
    expect(await store().inbox.take(LATER, [conversationId], one => turn(one))).toEqual([])
  })

  test('pinned versions are those of open conversations', async () => {
    const pin = async (version: string, closed: boolean) => {
      const { conversationId } = await acceptOne(store())
      await takeOne(store(), conversationId, claimed => turn(claimed, { contentVersion: version, closed }))
    }
    await pin('pin-a', false)
    await pin('pin-a', false)
    await pin('pin-b', true)
    await pin('pin-c', false)
    expect((await store().conversations.pinnedVersions()).filter(one => one.startsWith('pin'))).toEqual([
      'pin-a',
      'pin-c',
    ])
  })
}
