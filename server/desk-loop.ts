import { setTimeout as pause } from 'node:timers/promises'
import type { Desk } from '../dialogs/content.ts'
import { USUAL_DESK_SETTINGS } from '../dialogs/desk-settings.ts'
import { deskAgents } from '../handoff/desk-agents.ts'
import { type DeskPlan, planDesk } from '../handoff/desk-plan.ts'
import { type Place, placesOf } from '../handoff/place.ts'
import type { Presence } from '../handoff/presence.ts'
import type { Staff } from '../handoff/routing.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { AgentRow, HandoffRow, Store } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { backoffMs } from './backoff.ts'
import { createDeskPicture } from './desk-picture.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

export interface DeskLoopDeps {
  store: Pick<Store, 'handoffs' | 'agents' | 'presence' | 'events' | 'onWake'>
  /** As desk.yaml stands now; undefined without one. */
  desk(): Desk | undefined
  clock: Clock
  log: Log
  /**
   * Told of each hand-off that waits for somebody and whose place has changed since this process last told it; again after a start. What the customer was last told stands in `handoff.told`.
   */
  onPlace?(handoff: HandoffRow, place: Place): Promise<void>
}

/** The net under lost notifications. */
const NET_MS = 300_000
/** News that come together are looked at together. */
const COALESCE_MS = 50
const WAITS_MS = 2 * 3_600_000
const WAITS = 20

/**
 * What the desk does by itself: offers, offers that run out, agents who vanish, deadlines, urgency. Everything that it knows stands in the database, so a kill loses nothing, and of
 * several processes that come to the same end one writes it. It sleeps until the topics `desk` or `presence` tell of something, or something falls due.
 */
export function createDeskLoop(deps: DeskLoopDeps): Loop {
  const { store, clock, log } = deps
  const alarm = createAlarm()
  const picture = createDeskPicture(store)
  const lastTakenAt = new Map<string, number>()
  const told = new Map<string, string>()
  let news: Set<string> | 'all' = 'all'
  /** Whose sessions have changed: who has none left is not there any more. */
  const signedOut = new Set<string>()
  let stopping = false
  let running: Promise<void> | undefined
  let stopListening: (() => void) | undefined

  function hear(topic: string, ids: readonly string[]): void {
    if (topic === 'desk') {
      if (ids.length === 0) news = 'all'
      if (news !== 'all') for (const id of ids) news.add(id)
    } else if (topic === 'session') for (const id of ids) signedOut.add(id)
    else if (topic !== 'presence') return
    alarm.ring()
  }

  async function run(): Promise<void> {
    let troubles = 0
    while (!stopping) {
      const due = news
      news = new Set()
      try {
        for (const id of signedOut) {
          await store.presence.leave(id, isoTime(clock()))
          signedOut.delete(id)
        }
        await picture.refresh(due === 'all' ? due : [...due])
        const { changes, dueAt } = await look()
        troubles = 0
        // What was changed is looked at again at once: one thing leads to another.
        if (changes > 0) continue
        await alarm.sleep(untilMs(dueAt))
        if (!stopping) await pause(COALESCE_MS)
      } catch (error) {
        log.error(errorFields(error), 'the desk waits for the database')
        news = 'all'
        await alarm.sleep(backoffMs(++troubles, { firstMs: 200, maxMs: 5_000 }))
      }
    }
  }

  const untilMs = (dueAt: number | undefined): number =>
    Math.min(NET_MS, Math.max(10, (dueAt ?? Number.POSITIVE_INFINITY) - clock()))

  /** One look at everything: what is due is done. */
  async function look(): Promise<{ changes: number; dueAt: number | undefined }> {
    const handoffs = picture.handoffs()
    if (handoffs.length === 0) return { changes: 0, dueAt: undefined }
    const desk = deps.desk()
    const [accounts, presence] = await Promise.all([store.agents.list(), store.presence.list()])
    const staff = await staffOf(desk, accounts, presence)
    const { capacity, offerMs } = desk ?? USUAL_DESK_SETTINGS
    const plan = planDesk({
      now: clock(),
      handoffs,
      staff,
      accounts: new Set(accounts.map(({ id }) => id)),
      presence: new Map(presence.map(one => [one.agentId, one])),
      teams: (desk?.teams ?? []).map(({ name }) => name),
      capacity,
      offerMs,
      rises: handoff => picture.rises(handoff as HandoffRow, desk),
      passedUntil: (handoff, agentId) => picture.passedUntil(handoff as HandoffRow, agentId),
    })
    await write(plan)
    if (plan.changes.length === 0) await tellPlaces(handoffs, staff, { capacity, offerMs })
    return { changes: plan.changes.length, dueAt: plan.dueAt }
  }

  async function write({ changes }: DeskPlan): Promise<void> {
    for (const { handoff, change } of changes) {
      const won = await store.handoffs.update(handoff.id, handoff.version, change)
      if (won && change.change === 'offered' && typeof change.agentId === 'string') {
        lastTakenAt.set(change.agentId, clock())
      }
      if (won) log.debug({ handoff: handoff.id, change: change.change }, 'the desk moved a hand-off')
      // Somebody else's change may have been told of before this one was read.
      if (news !== 'all') news.add(handoff.conversationId)
    }
  }

  async function staffOf(
    desk: Desk | undefined,
    accounts: readonly AgentRow[],
    presence: readonly Presence[],
  ): Promise<Staff[]> {
    const teams = desk?.teams ?? []
    const named = new Set(teams.flatMap(({ agents }) => agents.map(({ email }) => email.toLowerCase())))
    const views = await deskAgents({
      agents: async () => accounts,
      presence: async () => presence,
      loads: async () => loadsOf(picture.handoffs()),
      setup: () => ({ teams }),
      clock,
    })
    return views.map(view => ({
      ...view,
      named: named.has(view.email),
      lastTakenAt: lastTakenAt.get(view.id) ?? 0,
    }))
  }

  async function tellPlaces(
    handoffs: readonly HandoffRow[],
    staff: readonly Staff[],
    settings: { capacity: number; offerMs: number },
  ): Promise<void> {
    if (deps.onPlace === undefined) return
    const waiting = handoffs.filter(({ status }) => status === 'waiting' || status === 'offered')
    for (const id of told.keys()) if (!waiting.some(one => one.id === id)) told.delete(id)
    if (waiting.length === 0) return
    const now = clock()
    const recentWaits = await store.handoffs.recentWaits({ since: isoTime(now - WAITS_MS), limit: WAITS })
    const places = placesOf(waiting, { now, staff, recentWaits, ...settings })
    for (const handoff of waiting) {
      const place = places.get(handoff.id)
      const text = JSON.stringify(place)
      if (place === undefined || told.get(handoff.id) === text) continue
      told.set(handoff.id, text)
      await deps.onPlace(handoff, place)
    }
  }

  return {
    start() {
      stopListening = store.onWake(hear)
      running ??= run()
    },
    async stop() {
      stopping = true
      stopListening?.()
      alarm.ring()
      await running
    },
  }
}

function loadsOf(handoffs: readonly HandoffRow[]): Map<string, { active: number; offered: number }> {
  const loads = new Map<string, { active: number; offered: number }>()
  for (const { agentId, status } of handoffs) {
    if (agentId === undefined || (status !== 'active' && status !== 'offered')) continue
    const load = loads.get(agentId) ?? { active: 0, offered: 0 }
    load[status]++
    loads.set(agentId, load)
  }
  return loads
}
