import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { AgentRow } from '../../../store/store.ts'
import {
  acceptOne,
  activity,
  at,
  type Engine,
  HOUR_MS,
  LATER,
  message,
  takeOne,
  turn,
  useStore,
} from './subject.ts'

export function smallStores(engine: Engine): void {
  const store = useStore(engine)

  test("the web chat's log counts by key, without gaps, once an idempotency key", async () => {
    const { webchat } = store()
    expect(await webchat.last('w')).toBe(0)
    const seqs = await Promise.all(
      Array.from({ length: 20 }, (_, n) => webchat.append('w', activity(`${n}`), `k${n % 10}`, at(n))),
    )
    expect(new Set(seqs)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    expect(seqs.slice(10)).toEqual(seqs.slice(0, 10))
    expect(await webchat.append('other', activity('x'), 'k0', at(0))).toBe(1)
    expect(await webchat.last('w')).toBe(10)
    const read = await webchat.read('w', 4, 3)
    expect(read.map(entry => entry.seq)).toEqual([5, 6, 7])
    expect(await webchat.read('w', 10, 3)).toEqual([])
    expect((await webchat.read('other', 0, 5))[0]?.activity).toEqual(activity('x'))
  })

  test('what a customer posts stands in the log and in the inbox under one id, once however often it is posted', async () => {
    const { webchat, inbox } = store()
    const posted = (text: string) =>
      message({ threadKey: 'posted', platformId: text, activity: { ...activity(text), id: 'own' } })
    const [first, again] = await Promise.all([
      webchat.post(posted('1'), 'k1'),
      webchat.post(posted('1'), 'k1'),
    ])
    const second = await webchat.post(posted('2'), 'k2')
    expect([first.seq, again.seq, second.seq]).toEqual([1, 1, 2])
    expect([first.accepted.fresh, again.accepted.fresh].toSorted()).toEqual([false, true])
    expect((await webchat.read('posted', 0, 9)).map(entry => entry.activity)).toEqual([
      activity('1'),
      activity('2'),
    ])
    const ids: unknown[] = []
    await inbox.take(LATER, [first.accepted.conversationId], claimed => {
      ids.push(...claimed.rows.map(row => [row.id, (row.payload as { id: string }).id]))
      return undefined
    })
    expect(ids).toEqual([
      [first.accepted.inboxId, 'posted|0000001'],
      [second.accepted.inboxId, 'posted|0000002'],
    ])
  })

  test('a post that was interrupted behind its log entry is mended by the next', async () => {
    const { webchat } = store()
    await webchat.append('mended', activity('1'), 'k1', at(0))
    const posted = await webchat.post(message({ threadKey: 'mended', activity: activity('1') }), 'k1')
    expect(posted).toMatchObject({ seq: 1, accepted: { fresh: true } })
    expect(await webchat.last('mended')).toBe(1)
  })

  test('of those who look at a follow-up at once one has it, until its time is over or it is set anew', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'followed' })
    await takeOne(store(), conversationId, one => turn(one, { followUpAt: at(10) }))
    const due = async (ms: number) =>
      (await store().followUps.due(at(ms), 99)).find(one => one.conversationId === conversationId)
    const found = { conversationId, dueAt: at(10) }
    expect(await due(10)).toEqual(found)
    const claims = await Promise.all([1, 2].map(() => store().followUps.claim(found, at(20))))
    expect(claims.filter(claim => claim !== undefined)).toEqual([{ conversationId, dueAt: at(20) }])
    expect(await due(19)).toBeUndefined()
    await store().followUps.done(found)
    expect(await due(20)).toEqual({ conversationId, dueAt: at(20) })
    await store().followUps.done({ conversationId, dueAt: at(20) })
    expect(await due(99)).toBeUndefined()
  })

  test('what a row tells of a web chat is told with the row that is fresh, and with no other', async () => {
    const { webchat, inbox } = store()
    const { conversationId } = await acceptOne(store(), { threadKey: 'reaching' })
    for (const n of [1, 2, 3]) {
      const said = { ...activity(`${n}`), channelData: { speaker: 'agent' as const } }
      await webchat.append('reaching', said, `k${n}`, at(n))
    }
    const told = (seq: number) =>
      inbox.enqueue([
        {
          conversationId,
          kind: 'timer',
          key: 'mail:1',
          payload: {},
          dueAt: LATER,
          reaches: { key: 'reaching', seq },
        },
      ])
    expect(await told(2)).toMatchObject([{ fresh: true }])
    expect((await webchat.unseen('reaching', 9)).map(({ seq }) => seq)).toEqual([3])
    expect(await told(3)).toMatchObject([{ fresh: false }])
    expect((await webchat.unseen('reaching', 9)).map(({ seq }) => seq)).toEqual([3])
  })

  test('a web chat conversation is opened once, by the first user', async () => {
    const { webchat } = store()
    expect(await webchat.find('open')).toBeUndefined()
    await webchat.append('open', activity('welcome'), 'w', at(0))
    expect(await webchat.find('open')).toBeUndefined()
    expect(await webchat.open('open', 'usr_1', at(1))).toEqual({ fresh: true, userId: 'usr_1' })
    expect(await webchat.open('open', 'usr_2', at(2))).toEqual({ fresh: false, userId: 'usr_1' })
    expect(await webchat.find('open')).toEqual({ userId: 'usr_1', openedAt: at(1) })
    expect(await webchat.append('open', activity('next'), 'n', at(3))).toBe(2)
  })

  test('files come back byte for byte and are gone a day later', async () => {
    const { webchat } = store()
    const bytes = new Uint8Array([0, 255, 10, 13, 0])
    const file = { key: 'k', contentType: 'image/png', name: 'ñ\u0000.png', bytes }
    await webchat.putFile({ ...file, id: 'old', at: at(-25 * HOUR_MS) })
    await webchat.putFile({ ...file, id: 'new', at: at(-23 * HOUR_MS) })
    expect(await webchat.file('old')).toEqual({ contentType: 'image/png', name: 'ñ.png', bytes })
    await store().sweep(at(0))
    expect(await webchat.file('old')).toBeUndefined()
    expect((await webchat.file('new'))?.bytes).toEqual(bytes)
  })

  test('a dialog version is stored once, by its hash', async () => {
    const { versions } = store()
    const files = { 'bot.yaml': 'name: shop\n', 'locales/ro.yaml': 'ș: "\u0000"' }
    await versions.put('hash', 'shop', files, at(0))
    await versions.put('hash', 'shop', { other: '' }, at(1))
    expect(await versions.get('hash')).toEqual(files)
    expect(await versions.get('none')).toBeUndefined()
  })

  test('versions are listed newest first, with who is pinned to them, and what is published again is the newest', async () => {
    const { versions } = store()
    for (const [n, hash] of ['one', 'two', 'three'].entries()) await versions.put(hash, 'listed', {}, at(n))
    const { conversationId } = await acceptOne(store())
    await takeOne(store(), conversationId, claimed => turn(claimed, { contentVersion: 'two' }))
    await versions.put('one', 'listed', {}, at(9))
    expect(await versions.list('listed')).toEqual([
      { hash: 'one', at: at(9), conversations: 0 },
      { hash: 'three', at: at(2), conversations: 0 },
      { hash: 'two', at: at(1), conversations: 1 },
    ])
    expect(await versions.list('another')).toEqual([])
  })

  test('the sweep drops versions of long ago, but none that a conversation is pinned to, and not the newest twenty', async () => {
    const { versions } = store()
    const old = (n: number) => at(-91 * 24 * HOUR_MS + n)
    for (let n = 0; n < 23; n++) await versions.put(`old${n}`, 'aged', {}, old(n))
    const { conversationId } = await acceptOne(store())
    await takeOne(store(), conversationId, claimed => turn(claimed, { contentVersion: 'old1' }))
    await store().sweep(at(0))
    const left = (await versions.list('aged')).map(({ hash }) => hash)
    expect(left).toHaveLength(21)
    expect(left).toContain('old1')
    expect(left).not.toContain('old0')
    expect(left).not.toContain('old2')
  })

  const agent = (email: string): AgentRow => ({
    id: newId('agt'),
    name: 'Ana',
    email,
    role: 'agent',
    passwordHash: '$argon2id$x',
    createdAt: at(0),
  })

  test('an agent is found by e-mail in any case, and an e-mail is taken once', async () => {
    const { agents } = store()
    const ana = agent('ana@example.org')
    expect(await agents.add(ana)).toBe(true)
    expect(await agents.add({ ...agent('Ana@Example.org') })).toBe(false)
    expect(await agents.byEmail('ANA@example.org')).toEqual(ana)
    expect(await agents.get(ana.id)).toEqual(ana)
    expect(await agents.get('agt_none')).toBeUndefined()
    expect(await agents.list()).toEqual([ana])
  })

  test('a session ends at its time, when it is ended, and with its account', async () => {
    const { agents } = store()
    const eva = agent('eva@example.org')
    await agents.add(eva)
    const session = (tokenHash: string, expiresAt: string) =>
      agents.addSession({ tokenHash, agentId: eva.id, csrfToken: 'c', createdAt: at(0), expiresAt })
    await session('t1', at(1_000))
    await session('t2', at(90_000))
    await session('t3', at(90_000))
    expect(await agents.session('t1', at(999))).toEqual({ agent: eva, csrfToken: 'c' })
    expect(await agents.session('t1', at(1_000))).toBeUndefined()
    await store().sweep(at(1_000))
    expect(await agents.session('t1', at(0))).toBeUndefined()
    await agents.endSession('t2')
    expect(await agents.session('t2', at(0))).toBeUndefined()
    expect(await agents.remove('EVA@example.org')).toBe(true)
    expect(await agents.remove('eva@example.org')).toBe(false)
    expect(await agents.session('t3', at(0))).toBeUndefined()
  })

  test('a key that is made once is the same for all who ask', async () => {
    const { settings } = store()
    expect(await settings.get('key')).toBeUndefined()
    const made = await Promise.all(['a', 'b', 'c'].map(value => settings.once('key', value)))
    expect(new Set(made).size).toBe(1)
    expect(await settings.get('key')).toBe(made[0])
  })

  test('tries are counted within their window, and forgotten after two days', async () => {
    const { tries } = store()
    for (const ms of [0, 1_000, 2_000]) await tries.hit('order:1', ms)
    await tries.hit('order:2', 1_000)
    expect(await tries.count('order:1', 2_000, 2_000)).toBe(2)
    expect(await tries.count('order:1', 2_001, 2_000)).toBe(3)
    expect(await tries.count('order:1', 2_001, 1_000)).toBe(2)
    expect(await tries.count('order:3', 2_001, 1_000)).toBe(0)
    await store().sweep(new Date(1_500 + 48 * HOUR_MS).toISOString())
    expect(await tries.count('order:1', 90_000, 2_000)).toBe(1)
  })

  test('a proof holds for its thread, its order and its time', async () => {
    const { proofs } = store()
    await proofs.prove('thr_1', '10432', 5_000, 'email')
    expect(await proofs.proved('thr_1', '10432', 4_999)).toBe(true)
    expect(await proofs.proved('thr_1', '10432', 5_000)).toBe(false)
    expect(await proofs.proved('thr_2', '10432', 0)).toBe(false)
    expect(await proofs.proved('thr_1', '10433', 0)).toBe(false)
    await proofs.prove('thr_1', '10432', 9_000, 'email')
    expect(await proofs.proved('thr_1', '10432', 5_000)).toBe(true)
    await store().sweep(new Date(9_000).toISOString())
    expect(await proofs.proved('thr_1', '10432', 0)).toBe(false)
  })

  test('a change of an order is kept once, by its idempotency key', async () => {
    const { orderChanges } = store()
    const change = { kind: 'address', details: { street: 'Calle Mayor 1' } } as const
    expect(await orderChanges.add({ number: '10432', change, idempotencyKey: 'i1', at: at(0) })).toBe(true)
    expect(await orderChanges.add({ number: '10432', change, idempotencyKey: 'i1', at: at(1) })).toBe(false)
    await orderChanges.add({
      number: '10432',
      change: { kind: 'cancel', details: {} },
      idempotencyKey: 'i0',
      at: at(2),
    })
    expect(await orderChanges.list('10432')).toEqual([
      { change, at: at(0) },
      { change: { kind: 'cancel', details: {} }, at: at(2) },
    ])
    expect(await orderChanges.list('1')).toEqual([])
  })
}
