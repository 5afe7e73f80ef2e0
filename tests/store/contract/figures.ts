import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figuresOf } from '../../../handoff/figures.ts'
import { calendarDays } from '../../../locales/calendar-days.ts'
import { newId } from '../../../protocol/ids.ts'
import { SMALL_TALK } from '../../../store/conversation-facts.ts'
import { openStore } from '../../../store/open.ts'
import type { Store } from '../../../store/store.ts'
import { freshDatabase } from '../../fresh-database.ts'
import { BEGINNING, CHANNELS, type Direct, forget, history, openDirect, write } from './figure-histories.ts'
import { recount } from './recount-figures.ts'
import { acceptOne, at, type Engine, HOUR_MS, IDLE_MS, takeOne, turn } from './subject.ts'

const DAY_MS = 24 * HOUR_MS

export function figures(engine: Engine): void {
  let store: Store
  let direct: Direct
  let drop: () => Promise<void>
  beforeAll(async () => {
    const database = await freshDatabase(engine)
    drop = database.drop
    store = await openStore({ url: database.url, idleMs: IDLE_MS, exclusive: true })
    direct = await openDirect(database.url)
  })
  afterAll(async () => {
    await direct?.close()
    await store?.close()
    await drop?.()
  })

  const span = (fromMs: number, toMs: number) => {
    const quarter = (ms: number) => new Date(Math.floor(ms / 900_000) * 900_000).toISOString()
    return { from: quarter(Date.parse(at(fromMs))), to: quarter(Date.parse(at(toMs)) + 900_000) }
  }
  const counts = async () => {
    const [row, ...more] = await store.figures.conversations(span(-DAY_MS, 40 * DAY_MS))
    expect(more).toEqual([])
    return row
  }

  test('equal a recount of any history, however much of it was summed up, in any time zone', async () => {
    const zones = fc.constantFrom('Europe/Madrid', 'America/St_Johns', 'Asia/Kathmandu', 'UTC')
    const asked = fc.record({
      timeZone: zones,
      first: fc.integer({ min: -2, max: 12 }),
      days: fc.integer({ min: 1, max: 8 }),
      channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined, freq: 2 }),
      language: fc.option(fc.constantFrom('es', 'pt-BR', 'und', 'xx'), { nil: undefined, freq: 2 }),
    })
    const day = (n: number) => new Date(BEGINNING + n * DAY_MS).toISOString().slice(0, 10)
    await fc.assert(
      fc.asyncProperty(history, history, asked, fc.nat(30), async (early, late, question, limit) => {
        await forget(direct)
        await write(direct, early)
        await store.figures.gather(at(0), limit)
        await write(direct, late, early.conversations.length)
        await store.figures.gather(at(0), 1_000)
        const [first, last] = [day(question.first), day(question.first + question.days - 1)]
        const now = BEGINNING + 9 * DAY_MS
        const { timeZone, channel, language } = question
        const told = await figuresOf(store.figures, {
          days: calendarDays(first, last, timeZone),
          timeZone,
          now: new Date(now).toISOString(),
          ...(channel !== undefined && { channel }),
          ...(language !== undefined && { language }),
        })
        const all = { conversations: [...early.conversations, ...late.conversations] }
        const counted = recount(all, { ...question, first, last, now })
        expect(told).toEqual({ from: first, to: last, ...counted })
      }),
      { numRuns: engine === 'sqlite' ? 40 : 20 },
    )
    await forget(direct)
  })

  test('follow a conversation from its first message over a hand-off to its end, and through a second beginning', async () => {
    const { conversationId } = await acceptOne(store, { threadKey: 'life' })
    const came = { channel: 'webchat', language: 'und', conversations: 1, ended: 0, contained: 0 }
    expect(await counts()).toEqual({ ...came, escalated: 0, resolved: 0, cameBack: 0 })
    const asked = {
      id: newId('hof'),
      reason: 'asked',
      priority: 'normal',
      facts: {},
      deadlineAt: at(0),
    } as const
    await takeOne(store, conversationId, one => turn(one, { handoff: asked, owner: 'human', language: 'es' }))
    expect(await counts()).toMatchObject({ language: 'es', conversations: 1, ended: 0, escalated: 1 })
    expect(await store.figures.openNow({ now: at(60_000) })).toEqual({ open: 1, overdue: 1 })
    expect(await store.figures.openNow({ now: at(60_000), language: 'ro' })).toEqual({ open: 0, overdue: 0 })
    await acceptOne(store, { threadKey: 'life' })
    await direct.run(`UPDATE handoffs SET status = 'resolved', ended_at = ?1`, [at(9_000)])
    await takeOne(store, conversationId, one => turn(one, { owner: 'bot', closed: true }))
    expect(await counts()).toMatchObject({ conversations: 1, ended: 0 })
    expect(await store.figures.gather(at(0), 10)).toBe(1)
    expect(await store.figures.gather(at(0), 10)).toBe(0)
    expect(await counts()).toMatchObject({
      conversations: 1,
      ended: 1,
      escalated: 1,
      resolved: 1,
      cameBack: 0,
    })
    // Somebody wrote while it was being closed: it goes on, counts once, and what it says now is summed up when it ends again.
    await direct.run(`UPDATE conversations SET status = 'open', figured = 0`)
    expect(await counts()).toMatchObject({ conversations: 1, ended: 1 })
    await direct.run(`UPDATE handoffs SET status = 'returned'`)
    await direct.run(`UPDATE conversations SET status = 'closed'`)
    expect(await store.figures.gather(at(0), 10)).toBe(1)
    expect(await counts()).toMatchObject({ conversations: 1, ended: 1, resolved: 0 })
    await forget(direct)
  })

  test('count as contained what the bot answered and nobody went on with, and the same matter again as coming back', async () => {
    const answered = async (threadKey: string, faq: string, ms: number) => {
      const { conversationId } = await acceptOne(store, { threadKey, receivedAt: at(ms), dueAt: at(ms) })
      const events = [{ name: 'answer', data: { faq } }]
      await takeOne(store, conversationId, one => turn(one, { events, at: at(ms) }), at(ms + 1))
    }
    await answered('visitor', 'shipping', 0)
    await store.sweep(at(2 * DAY_MS))
    await store.figures.gather(at(0), 10)
    expect(await counts()).toMatchObject({ ended: 1, contained: 1, resolved: 1, cameBack: 0 })
    await answered('visitor', 'returns', 3 * DAY_MS)
    await store.sweep(at(5 * DAY_MS))
    await store.figures.gather(at(0), 10)
    expect(await counts()).toMatchObject({ ended: 2, contained: 2, resolved: 2, cameBack: 0 })
    await answered('visitor', 'shipping', 6 * DAY_MS)
    await store.sweep(at(8 * DAY_MS))
    await store.figures.gather(at(0), 10)
    expect(await counts()).toMatchObject({ ended: 3, contained: 3, resolved: 3, cameBack: 1 })
    await forget(direct)
  })

  test('are summed up by one at a time, and by the next when that one is gone for a minute', async () => {
    for (let n = 0; n < 5; n++) await acceptOne(store)
    await direct.run(`UPDATE conversations SET status = 'closed'`)
    const both = await Promise.all([store.figures.gather(at(0), 10), store.figures.gather(at(0), 10)])
    expect(both.toSorted()).toEqual([0, 5])
    await acceptOne(store)
    await direct.run(`UPDATE conversations SET status = 'closed'`)
    await direct.run(`UPDATE settings SET value = ?1 WHERE key = 'figures_lease'`, [`${at(60_000)} other`])
    expect(await store.figures.gather(at(59_999), 10)).toBe(0)
    expect(await store.figures.gather(at(60_001), 10)).toBe(1)
    await forget(direct)
  })

  test('take for small talk what bots/common says, and nothing else', () => {
    const common = readdirSync('bots/common/dialogs').map(file => file.replace('.yaml', ''))
    expect([...SMALL_TALK].sort()).toEqual(common.sort())
  })
}
