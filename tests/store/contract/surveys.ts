import { expect, test } from 'vitest'
import type { SurveyChange } from '../../../store/store.ts'
import { acceptOne, at, type Engine, takeOne, turn, useStore } from './subject.ts'

export function surveys(engine: Engine): void {
  const store = useStore(engine)

  const tell = async (threadKey: string, ms: number, ...changes: SurveyChange[]): Promise<string> => {
    const { conversationId } = await acceptOne(store(), { threadKey })
    await takeOne(store(), conversationId, one => turn(one, { surveys: changes, language: 'es', at: at(ms) }))
    return conversationId
  }
  const list = (from: number, to: number, after?: number) =>
    store().surveys.list({ from: at(from), to: at(to), limit: 10, ...(after !== undefined && { after }) })

  test('a survey is kept when it goes out, and gets its grade and its words', async () => {
    const conversationId = await tell('graded', 0, { kind: 'csat', handoffId: 'hof_1' })
    const asked = {
      conversationId,
      kind: 'csat',
      handoffId: 'hof_1',
      channel: 'webchat',
      language: 'es',
      sentAt: at(0),
    }
    expect(await list(0, 1)).toEqual([{ n: expect.any(Number), ...asked }])
    await tell('graded', 50, { kind: 'csat', grade: 4 })
    await tell('graded', 60, { kind: 'csat', comment: 'muy bien' })
    await tell('graded', 70, { kind: 'csat', comment: 'gracias', grade: 5 })
    expect(await list(0, 1)).toEqual([
      { n: expect.any(Number), ...asked, grade: 5, answeredAt: at(50), comment: 'muy bien gracias' },
    ])
  })

  test('words without a grade answer it too, and kinds are told apart', async () => {
    const conversationId = await tell('kinds', 1_000, { kind: 'nps' }, { kind: 'ces', grade: 7 })
    await tell('kinds', 1_010, { kind: 'nps', comment: 'regular' })
    expect(await list(1_000, 1_001)).toMatchObject([
      { conversationId, kind: 'nps', answeredAt: at(1_010), comment: 'regular' },
      { conversationId, kind: 'ces', grade: 7, answeredAt: at(1_000) },
    ])
  })

  test('surveys are read by the time they went out, page by page', async () => {
    for (const ms of [5_000, 6_000, 7_000]) await tell(`page ${ms}`, ms, { kind: 'csat' })
    const all = await list(5_000, 7_000)
    expect(all.map(({ sentAt }) => sentAt)).toEqual([at(5_000), at(6_000)])
    expect(await list(5_000, 7_001, all[0]?.n)).toHaveLength(2)
    expect(await list(4_000, 5_000)).toEqual([])
  })
}
