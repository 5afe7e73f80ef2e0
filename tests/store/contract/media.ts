import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import type { NewMedia } from '../../../store/store.ts'
import { acceptOne, at, type Engine, HOUR_MS, message, useStore } from './subject.ts'

export function media(engine: Engine): void {
  const store = useStore(engine)
  const wanted = (): NewMedia => ({
    id: newId('med'),
    status: 'wanted',
    ref: { id: 1 },
    contentType: 'image/x',
  })
  const put = async (text: string) => {
    const bytes = Buffer.from(text)
    const hash = createHash('sha256').update(bytes).digest('hex')
    await store().media.put(hash, bytes, at(0))
    return { status: 'stored', hash, size: bytes.length, contentType: 'text/plain' } as const
  }

  test('files are written with their message, once, and loaded later', async () => {
    const one = wanted()
    const sent = message({
      channel: 'chat',
      media: [one, { ...wanted(), status: 'refused', error: 'no\u0000' }],
    })
    const [accepted] = await store().inbox.accept([sent])
    await store().inbox.accept([{ ...sent, media: [wanted()] }])
    const claims = await Promise.all([1, 2].map(() => store().media.claim(at(0), 10, 60_000)))
    expect(claims.flat()).toEqual([
      {
        ...one,
        conversationId: accepted?.conversationId,
        channel: 'chat',
        account: 'shop',
        attempts: 1,
        at: at(0),
      },
    ])
    expect(await store().media.claim(at(59_000), 10, 60_000)).toEqual([])
    await store().media.settle(one.id, { status: 'wanted', error: 'busy', goAt: at(1_000) })
    expect(await store().media.claim(at(999), 10, 60_000)).toEqual([])
    expect(await store().media.claim(at(1_000), 10, 60_000)).toMatchObject([{ id: one.id, attempts: 2 }])
    expect(await store().media.read(one.id)).toBeUndefined()
    await store().media.settle(one.id, { ...(await put('a file')), name: 'a.txt' })
    await store().media.settle(one.id, { status: 'refused', error: 'late' })
    const file = await store().media.read(one.id)
    expect(file).toMatchObject({ contentType: 'text/plain', name: 'a.txt' })
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('a file')
    expect(await store().media.of([one.id, 'med_x'])).toMatchObject([
      { id: one.id, status: 'stored', size: 6 },
    ])
    expect(await store().media.total()).toBe(6)
    expect(await store().media.claim(at(1e9), 10, 1)).toEqual([])
  })

  test('what an agent uploaded is theirs to send, and is gone a day later when they did not', async () => {
    const [sent, forgotten, others] = [newId('med'), newId('med'), newId('med')]
    const file = await put('invoice')
    await store().media.upload({ id: sent, ...file, name: 'a\u0000.txt' }, 'agt_1', at(0))
    await store().media.upload({ id: forgotten, ...file }, 'agt_1', at(0))
    await store().media.upload({ id: others, ...file }, 'agt_2', at(0))
    expect(await store().media.read(sent)).toMatchObject({ name: 'a.txt', contentType: 'text/plain' })
    expect(await store().media.attach([sent, others], 'agt_1', 'cnv_1')).toBe(false)
    expect(await store().media.attach([sent, 'med_none'], 'agt_1', 'cnv_1')).toBe(false)
    expect(await store().media.attach([sent, sent], 'agt_1', 'cnv_1')).toBe(true)
    expect(await store().media.attach([sent], 'agt_1', 'cnv_2')).toBe(true)
    await store().sweep(at(25 * HOUR_MS))
    expect(await store().media.of([sent, forgotten, others])).toMatchObject([
      { id: sent, conversationId: 'cnv_1', channel: 'desk', account: 'agt_1' },
    ])
  })

  test('bytes that no message names are swept a day later, the others stay', async () => {
    const named = { id: newId('med'), ...(await put('named')) }
    await acceptOne(store(), { media: [named] })
    const lost = await put('lost')
    const stray = newId('med')
    await store().sweep(at(3_600_000))
    await acceptOne(store(), { media: [{ id: stray, ...lost }] })
    expect(Buffer.from((await store().media.read(stray))?.bytes ?? []).toString()).toBe('lost')
    await put('nobody')
    await store().sweep(at(48 * 3_600_000))
    expect(await store().media.read(named.id)).toBeDefined()
    const gone = newId('med')
    const { hash, size } = { hash: createHash('sha256').update('nobody').digest('hex'), size: 6 }
    await acceptOne(store(), {
      media: [{ id: gone, status: 'stored', hash, size, contentType: 'text/plain' }],
    })
    expect(await store().media.read(gone)).toBeUndefined()
  })
}
