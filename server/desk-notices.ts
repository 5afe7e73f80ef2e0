import {
  type Notice,
  noticeOfEvent,
  noticeOfPlace,
  type QueuePlace,
  type ToldPlace,
} from '../handoff/customer-notices.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { HandoffRow, Store } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { errorFields } from './log.ts'
import type { NoticeRow } from './take-notice.ts'
import type { Loop } from './take-turns.ts'

export interface DeskNoticesDeps {
  store: Pick<Store, 'handoffs' | 'agents' | 'events' | 'inbox' | 'onWake'>
  clock: Clock
  log: Log
}

/** What happened longer ago is no news any more. */
const NEWS_MS = 120_000
const NET_MS = 300_000
const EVENTS = 200
const OPEN = ['waiting', 'offered', 'active', 'on_hold'] as const

/** Tells customers what happens to them at the desk: each thing once, however many processes look on, by the unique key of its inbox row. */
export function createDeskNotices({ store, clock, log }: DeskNoticesDeps): Loop & {
  onPlace(handoff: HandoffRow, place: QueuePlace): Promise<void>
} {
  const alarm = createAlarm()
  const places = new Map<
    string,
    { handoff: HandoffRow; place: QueuePlace; told?: ToldPlace; againAt?: number }
  >()
  /** By conversation, the last event that was looked at. */
  const seen = new Map<string, number>()
  let news: Set<string> | 'all' = 'all'
  let stopping = false
  let running: Promise<void> | undefined
  let stopListening: (() => void) | undefined

  async function enqueue(handoff: HandoffRow, key: string, notice: Notice): Promise<void> {
    const payload: NoticeRow = {
      purpose: 'notice',
      handoffId: handoff.id,
      ...notice,
      while: [...notice.while],
    }
    await store.inbox.enqueue([
      {
        conversationId: handoff.conversationId,
        kind: 'timer',
        key: `notice:${key}`,
        payload,
        dueAt: isoTime(clock()),
      },
    ])
  }

  async function onPlace(handoff: HandoffRow, place: QueuePlace): Promise<void> {
    const known = places.get(handoff.id)?.told ?? (handoff.told as ToldPlace | undefined)
    const { notice, told, againAt } = noticeOfPlace(place, known, clock())
    places.set(handoff.id, {
      handoff,
      place,
      ...((told ?? known) !== undefined && { told: (told ?? known) as ToldPlace }),
      ...(againAt !== undefined && { againAt }),
    })
    if (againAt !== undefined) alarm.ring()
    if (notice === undefined || told === undefined) return
    // Named by what was told before: another process that comes to the same end writes the same row.
    await enqueue(handoff, `place:${handoff.id}:${known?.at ?? 'first'}`, notice)
    await store.handoffs.setTold(handoff.id, { ...told })
  }

  /** Places that were too fresh to be told. */
  async function tellAgain(): Promise<number | undefined> {
    const now = clock()
    for (const { handoff, place, againAt } of [...places.values()]) {
      if (againAt === undefined || againAt > now) continue
      const row = await store.handoffs.get(handoff.id)
      if (row?.status === 'waiting' || row?.status === 'offered') await onPlace(row, place)
      else places.delete(handoff.id)
    }
    const dues = [...places.values()].flatMap(({ againAt }) => againAt ?? [])
    return dues.length === 0 ? undefined : Math.min(...dues)
  }

  async function tellEvents(conversationIds: readonly string[]): Promise<void> {
    for (const handoff of await store.handoffs.latest(conversationIds)) {
      if (!OPEN.some(status => status === handoff.status)) {
        places.delete(handoff.id)
        seen.delete(handoff.conversationId)
        continue
      }
      const { conversationId } = handoff
      const events = await store.events.list({
        conversationId,
        after: seen.get(conversationId) ?? 0,
        limit: EVENTS,
      })
      for (const event of events) {
        seen.set(conversationId, event.seq)
        if (event.data.handoff !== handoff.id || clock() - Date.parse(event.at) > NEWS_MS) continue
        await tellEvent(handoff, event)
      }
    }
  }

  async function tellEvent(
    handoff: HandoffRow,
    { seq, name, data }: { seq: number; name: string; data: { [name: string]: unknown } },
  ): Promise<void> {
    const agentId = typeof data.agent === 'string' ? data.agent : undefined
    const answered = handoff.claimedAt !== undefined
    const notice = noticeOfEvent({ name, answered })
    if (notice === undefined) return
    if (!('agent' in notice.values)) return enqueue(handoff, `${handoff.id}:${seq}`, notice)
    const agent = agentId === undefined ? undefined : await store.agents.get(agentId)
    const whole = noticeOfEvent({ name, answered, ...(agent !== undefined && { agentName: agent.name }) })
    // Once for each of them: who takes it up again after a pause needs no introduction.
    if (whole !== undefined) await enqueue(handoff, `${handoff.id}:joined:${agentId ?? seq}`, whole)
  }

  async function look(): Promise<number | undefined> {
    const ids = news
    news = new Set()
    if (ids === 'all') {
      const open = await store.handoffs.list({ status: OPEN, order: 'newest', limit: 1_000 })
      await tellEvents(open.map(({ conversationId }) => conversationId))
    } else if (ids.size > 0) await tellEvents([...ids])
    return tellAgain()
  }

  async function run(): Promise<void> {
    while (!stopping) {
      let dueAt: number | undefined
      try {
        dueAt = await look()
      } catch (error) {
        log.error(errorFields(error), 'what customers are told of the desk waits for the database')
        news = 'all'
        dueAt = clock() + 5_000
      }
      if (!stopping)
        await alarm.sleep(Math.min(NET_MS, Math.max(10, (dueAt ?? Number.POSITIVE_INFINITY) - clock())))
    }
  }

  return {
    onPlace,
    start() {
      stopListening = store.onWake((topic, ids) => {
        if (topic !== 'desk') return
        if (ids.length === 0) news = 'all'
        else if (news !== 'all') for (const id of ids) news.add(id)
        alarm.ring()
      })
      running = run()
    },
    async stop() {
      stopping = true
      stopListening?.()
      alarm.ring()
      await running
    },
  }
}
