import type { Desk } from '../dialogs/content.ts'
import { USUAL_DESK_SETTINGS } from '../dialogs/desk-settings.ts'
import { deskDeadline } from '../handoff/desk-hours.ts'
import { type Passes, passesOf } from '../handoff/passes.ts'
import { type Rise, risesOf } from '../handoff/priority.ts'
import type { HandoffRow, HandoffStatus, Store } from '../store/store.ts'

const OPEN: readonly HandoffStatus[] = ['waiting', 'offered', 'active', 'on_hold']
const PAGE = 500

/** The open hand-offs as this process last read them. What it leads to is written at the version that was read, so that an old picture harms nobody. */
export interface DeskPicture {
  handoffs(): HandoffRow[]
  /** Reads all, or those of some conversations. */
  refresh(conversationIds: readonly string[] | 'all'): Promise<void>
  rises(handoff: HandoffRow, desk: Desk | undefined): readonly Rise[]
  passedUntil(handoff: HandoffRow, agentId: string): number | undefined
}

interface Seen {
  handoff: HandoffRow
  passes: Passes
  rises?: { key: string; desk: Desk | undefined; values: readonly Rise[] }
}

const NOBODY: Passes = new Map()

export function createDeskPicture(store: Pick<Store, 'handoffs' | 'events'>): DeskPicture {
  /** By conversation: only its newest can be open. */
  const seen = new Map<string, Seen>()

  async function keep(rows: readonly HandoffRow[]): Promise<void> {
    for (const handoff of rows) {
      const before = seen.get(handoff.conversationId)
      if (!OPEN.includes(handoff.status)) {
        seen.delete(handoff.conversationId)
        continue
      }
      const passes = await readPasses(handoff, before)
      seen.set(handoff.conversationId, { ...before, handoff, passes })
    }
  }

  /** Only of those that wait and have been with somebody: the few that need it. */
  async function readPasses(handoff: HandoffRow, before: Seen | undefined): Promise<Passes> {
    const { id, version, status, conversationId } = handoff
    if (status !== 'waiting' || version === 1) return before?.handoff.id === id ? before.passes : NOBODY
    if (before?.handoff.id === id && before.handoff.version === version) return before.passes
    const events: Awaited<ReturnType<Store['events']['list']>> = []
    for (;;) {
      const after = events.at(-1)?.seq
      const page = await store.events.list({
        conversationId,
        ...(after !== undefined && { after }),
        limit: PAGE,
      })
      events.push(...page)
      if (page.length < PAGE) return passesOf(id, events)
    }
  }

  async function readAll(): Promise<void> {
    const rows: HandoffRow[] = []
    let after: string | undefined
    do {
      const page: { items: HandoffRow[]; next?: string } = await store.handoffs.page({
        status: OPEN,
        limit: PAGE,
        ...(after !== undefined && { after }),
      })
      rows.push(...page.items)
      after = page.next
    } while (after !== undefined)
    const there = new Set(rows.map(({ conversationId }) => conversationId))
    for (const id of seen.keys()) if (!there.has(id)) seen.delete(id)
    await keep(rows)
  }

  return {
    handoffs: () => [...seen.values()].map(({ handoff }) => handoff),

    async refresh(conversationIds) {
      if (conversationIds === 'all') return readAll()
      for (let from = 0; from < conversationIds.length; from += PAGE) {
        await keep(await store.handoffs.latest(conversationIds.slice(from, from + PAGE)))
      }
    },

    /** Counting working time takes a fifth of a millisecond; the answer is kept for as long as what it depends on stays. */
    rises(handoff, desk) {
      const one = seen.get(handoff.conversationId)
      const { waitingSince, language, team } = handoff
      if (one === undefined || waitingSince === undefined) return []
      const key = JSON.stringify([waitingSince, language, team])
      if (one.rises?.key !== key || one.rises.desk !== desk) {
        const { priority } = desk ?? USUAL_DESK_SETTINGS
        const values = risesOf(priority, ms =>
          Date.parse(deskDeadline(desk, waitingSince, ms, { language, team })),
        )
        one.rises = { key, desk, values }
      }
      return one.rises.values
    },

    passedUntil: ({ conversationId }, agentId) => seen.get(conversationId)?.passes.get(agentId),
  }
}
