import type { SlackNotice } from '../handoff/desks/slack/carry.ts'
import { arrivalOf } from '../handoff/desks/slack/entry-message.ts'
import type { Clock } from '../protocol/clock.ts'
import { isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { NewDeskNotice, Store } from '../store/store.ts'
import { createAlarm } from './alarm.ts'
import { errorFields } from './log.ts'
import type { Loop } from './take-turns.ts'

export interface SlackNoticesDeps {
  store: Pick<Store, 'events' | 'settings' | 'slack' | 'handoffs' | 'deliveries' | 'onWake'>
  nameOf(agentId: string): Promise<string | undefined>
  clock: Clock
  log: Log
}

const CURSOR = 'slack.cursor'
const BATCH = 200
const NET_MS = 1_000
/** A report that comes later than that is read in the console. */
const ARRIVALS_MS = 24 * 3_600_000
const MOST_ARRIVALS = 200
const OPEN = ['waiting', 'offered', 'active', 'on_hold'] as const

/**
 * Makes notices for Slack of what became durable at the desk: events are read in their order behind a cursor, and each gives its row under an id of its own, so that a crash
 * between the two, or a second process, queues nothing twice and leaves nothing out. At the first start what is open gets its threads, and what was before is history.
 */
export function createSlackNotices(deps: SlackNoticesDeps): Loop {
  const { store, clock, log } = deps
  const alarm = createAlarm()
  let stopping = false
  let running: Promise<void> | undefined
  let unsubscribe = () => {}

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const after = await begin(deps)
        const isMore = await readEvents(deps, after)
        await noticeArrivals(deps)
        if (isMore) continue
      } catch (error) {
        log.error(errorFields(error), 'what Slack is to be told waits for the database')
      }
      if (!stopping) await alarm.sleep(NET_MS)
    }
  }

  return {
    start() {
      unsubscribe = store.onWake(topic => topic === 'desk' && alarm.ring())
      running = run()
    },
    async stop() {
      stopping = true
      unsubscribe()
      alarm.ring()
      await running
    },
  }

  async function begin({ store: { settings, events, handoffs, slack } }: SlackNoticesDeps): Promise<number> {
    const known = await settings.get(CURSOR)
    if (known !== undefined) return Number(known)
    const last = await events.readable()
    const at = isoTime(clock())
    for (let after: string | undefined; ; ) {
      const rows = await handoffs.list({ status: OPEN, limit: BATCH, ...(after !== undefined && { after }) })
      await slack.notify(
        rows.map(({ id, conversationId }) => {
          const notice: SlackNotice = {
            desk: 'slack',
            kind: 'change',
            handoffId: id,
            event: 'start',
            change: 'start',
          }
          return { id: `slack:start:${id}`, conversationId, notice, at }
        }),
      )
      after = rows.at(-1)?.id
      if (rows.length < BATCH) break
    }
    return Number(await settings.once(CURSOR, String(last)))
  }
}

/** True when there are more. */
async function readEvents({ store, nameOf, clock }: SlackNoticesDeps, after: number): Promise<boolean> {
  const { events, upTo } = await store.events.ofDesk({ after, limit: BATCH })
  if (upTo <= after) return false
  const notices: NewDeskNotice[] = []
  for (const { seq, name, data, conversationId } of events) {
    if (typeof data.handoff !== 'string') continue
    const change = name.slice('handoff.'.length)
    const notice = await noticeOf(String(seq), change, data.handoff, data, nameOf)
    if (notice !== undefined)
      notices.push({ id: `slack:${seq}`, conversationId, notice, at: isoTime(clock()) })
  }
  await store.slack.notify(notices)
  await store.settings.set(CURSOR, String(upTo))
  return events.length === BATCH
}

async function noticeOf(
  event: string,
  change: string,
  handoffId: string,
  { entry, agent }: Record<string, unknown>,
  nameOf: SlackNoticesDeps['nameOf'],
): Promise<SlackNotice | undefined> {
  if (change === 'message')
    return typeof entry === 'string' ? { desk: 'slack', kind: 'entry', handoffId, entryId: entry } : undefined
  const by = typeof agent === 'string' ? await nameOf(agent) : undefined
  return { desk: 'slack', kind: 'change', handoffId, event, change, ...(by !== undefined && { by }) }
}

/** Of answers that stand in a thread: a notice for each of which is known otherwise now whether it arrived. */
async function noticeArrivals({ store, clock }: SlackNoticesDeps): Promise<void> {
  const open = await store.slack.openPosts(isoTime(clock() - ARRIVALS_MS), MOST_ARRIVALS)
  if (open.length === 0) return
  const entryOf = (key: string) => key.slice(key.indexOf(':') + 1)
  const delivered = await store.deliveries.of(open.map(({ key }) => entryOf(key)))
  const changed = open.filter(({ key, shown }) => arrivalOf(delivered.get(entryOf(key))) !== shown)
  const notices = await Promise.all(
    changed.map(async ({ handoffId, key }): Promise<NewDeskNotice[]> => {
      const thread = await store.slack.thread(handoffId)
      if (thread === undefined) return []
      const entryId = entryOf(key)
      const notice: SlackNotice = { desk: 'slack', kind: 'arrival', handoffId, entryId }
      const id = `slack:arrival:${entryId}:${arrivalOf(delivered.get(entryId))}`
      return [{ id, conversationId: thread.conversationId, notice, at: isoTime(clock()) }]
    }),
  )
  await store.slack.notify(notices.flat())
}
