import { expect, test } from 'vitest'
import { type LearnedReply, MOST_LEARNED } from '../../../store/learned-replies.ts'
import { at, type Engine, useStore } from './subject.ts'

export function learnedReplies(engine: Engine): void {
  const store = useStore(engine)
  const reply = (entryId: string, change: Partial<LearnedReply> = {}): LearnedReply => ({
    entryId,
    intent: 'order.status',
    language: 'es',
    asked: [1, 4_294_967_295],
    guesses: { 'order.status': 0.9 },
    reply: `reply ${entryId}`,
    at: at(0),
    ...change,
  })

  test('what agents answered is found by intent and language, newest first, each once', async () => {
    const { replies } = store()
    const newer = reply('r2', { at: at(5), orderStatus: 'delayed' })
    await replies.keep([
      reply('r1'),
      newer,
      reply('r3', { intent: 'return.start' }),
      reply('r4', { language: 'ro' }),
    ])
    await replies.keep([reply('r1', { reply: 'other' })])
    await replies.keep([])
    expect(await replies.of(['order.status'], 'es')).toEqual([newer, reply('r1')])
    expect((await replies.of(['order.status', 'return.start'], 'es')).map(one => one.entryId)).toEqual([
      'r2',
      'r3',
      'r1',
    ])
    expect(await replies.of([], 'es')).toEqual([])
    expect(await replies.of(['none'], 'es')).toEqual([])
  })

  test('the newest of each intent and language are kept', async () => {
    const { replies } = store()
    const many = Array.from({ length: MOST_LEARNED + 20 }, (_, n) =>
      reply(`m${String(n).padStart(3, '0')}`, { intent: 'many', at: at(n) }),
    )
    await replies.keep([reply('other', { intent: 'few' }), ...many])
    const kept = await replies.of(['many'], 'es')
    expect(kept).toHaveLength(MOST_LEARNED)
    expect(kept.at(-1)?.entryId).toBe('m020')
    expect(await replies.of(['few'], 'es')).toHaveLength(1)
  })
}
