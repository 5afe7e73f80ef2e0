import { expect, test } from 'vitest'
import { newId } from '../../../protocol/ids.ts'
import { acceptOne, at, type Engine, takeOne, turn, useStore } from './subject.ts'

export function translations(engine: Engine): void {
  const store = useStore(engine)
  const wanted = (entryId: string, change: { language?: string; conversationId?: string } = {}) => ({
    entryId,
    language: 'en',
    conversationId: 'cnv_1',
    text: `text of ${entryId}\u0000`,
    from: 'es',
    ...change,
  })
  const key = (entryId: string, conversationId = 'cnv_1') => ({ entryId, language: 'en', conversationId })

  test('a translation is wanted once for an entry and a language, and claimed by one', async () => {
    const own = store().translations
    await own.want([wanted('e1'), wanted('e2'), wanted('e1', { language: 'ro' })], at(0))
    await own.want([{ ...wanted('e1'), text: 'other' }], at(5))
    expect(await own.of(['e1', 'e2', 'e3'], 'en')).toEqual([
      { entryId: 'e1', language: 'en', conversationId: 'cnv_1', status: 'wanted' },
      { entryId: 'e2', language: 'en', conversationId: 'cnv_1', status: 'wanted' },
    ])
    const claims = await Promise.all([own.claim(at(1), 2, 1_000), own.claim(at(1), 2, 1_000)])
    const claimed = claims.flat()
    expect(new Set(claimed.map(one => `${one.entryId} ${one.language}`)).size).toBe(claimed.length)
    expect(claimed).toContainEqual({
      entryId: 'e1',
      language: 'en',
      conversationId: 'cnv_1',
      source: 'text of e1',
      from: 'es',
      attempts: 1,
    })
    await own.claim(at(1), 9, 1_000)
    expect(await own.claim(at(500), 9, 1_000)).toEqual([])
    const again = await own.claim(at(1_001), 9, 1_000)
    expect(again.map(({ attempts }) => attempts)).toEqual([2, 2, 2])
    for (const { language, entryId } of again) {
      await own.settle(
        { entryId, language, conversationId: 'cnv_1' },
        { status: 'failed', error: 'x', at: at(2) },
      )
    }
  })

  test('one that ended stays as it is; one that is to be tried again is due then', async () => {
    const own = store().translations
    await own.want([wanted('s1'), wanted('s2'), wanted('s3')], at(0))
    await own.claim(at(0), 9, 1_000)
    await own.settle(key('s1'), { status: 'done', text: 'hello', by: 'stand-in', at: at(1) })
    await own.settle(key('s1'), { status: 'failed', error: 'late', at: at(2) })
    await own.settle(key('s2'), { status: 'failed', error: 'too long', at: at(1) })
    await own.settle(key('s3'), { status: 'wanted', error: 'busy', goAt: at(5_000) })
    await own.want([wanted('s1'), wanted('s2')], at(3))
    expect(await own.of(['s1', 's2', 's3'], 'en')).toEqual([
      { ...key('s1'), status: 'done', text: 'hello', by: 'stand-in' },
      { ...key('s2'), status: 'failed', error: 'too long' },
      { ...key('s3'), status: 'wanted', error: 'busy' },
    ])
    expect(await own.claim(at(4_999), 9, 1_000)).toEqual([])
    expect((await own.claim(at(5_000), 9, 1_000)).map(one => one.entryId)).toEqual(['s3'])
    await own.settle(key('s3'), { status: 'failed', error: 'x', at: at(6_000) })
    expect(await own.of([], 'en')).toEqual([])
    expect(
      await own.of(
        Array.from({ length: 120 }, (_, n) => (n === 119 ? 's1' : `none${n}`)),
        'en',
      ),
    ).toHaveLength(1)
  })

  test('who looks at the desk hears of one that is there, with an event in the same transaction', async () => {
    const { conversationId } = await acceptOne(store(), { threadKey: 'translated' })
    const handoff = newId('hof')
    await takeOne(store(), conversationId, one =>
      turn(one, {
        handoff: { id: handoff, reason: 'asked', priority: 'normal', facts: {}, deadlineAt: at(0) },
        owner: 'human',
      }),
    )
    const own = store().translations
    await own.want([wanted('h1', { conversationId }), wanted('h2', { conversationId: 'cnv_none' })], at(0))
    await own.claim(at(0), 9, 1_000)
    const heard: (readonly string[])[] = []
    const leave = store().onWake((topic, ids) => {
      if (topic === 'desk') heard.push(ids)
    })
    const done = { status: 'done', text: 'x', by: 'y', at: at(1) } as const
    await own.settle(key('h1', conversationId), done)
    await own.settle(key('h1', conversationId), done)
    await own.settle(key('h2', 'cnv_none'), done)
    leave()
    const events = await store().events.list({ conversationId, limit: 100 })
    expect(events.filter(({ name }) => name === 'handoff.translated').map(({ data }) => data)).toEqual([
      { handoff, entry: 'h1' },
    ])
    expect(heard.filter(ids => ids.includes(conversationId))).toHaveLength(1)
  })
}
