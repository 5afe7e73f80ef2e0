import { isoTime } from '../protocol/clock.ts'
import type { DeskChange, DeskHandoff } from './desk-store.ts'
import { isOverdue } from './overdue.ts'
import { next } from './ownership.ts'
import { goneAt, hasGone, type Presence } from './presence.ts'
import { compareUrgency, higher, type Rise } from './priority.ts'
import type { Staff } from './routing.ts'
import { chooseAgent, rememberAble } from './routing.ts'
import { TRANSFER_OFFERS } from './transfer.ts'

/** All that is known when the desk looks at itself. Times are epoch milliseconds. */
export interface DeskPicture {
  now: number
  /** Those that have not ended. */
  handoffs: readonly DeskHandoff[]
  staff: readonly Staff[]
  /** Ids of all accounts. */
  accounts: ReadonlySet<string>
  presence: ReadonlyMap<string, Presence>
  /** Names of desk.yaml. */
  teams: readonly string[]
  capacity: number
  offerMs: number
  /** When waiting alone makes it more urgent. */
  rises(handoff: DeskHandoff): readonly Rise[]
  /** Until when it is not offered to them again. */
  passedUntil(handoff: DeskHandoff, agentId: string): number | undefined
}

export interface DeskPlan {
  changes: { handoff: DeskHandoff; change: DeskChange }[]
  /** When there may be more to do, should nothing be heard before. */
  dueAt?: number
}

/** Somebody of another desk without an account here: `slack:U0123`. */
const GUEST = /^[a-z]+:/
/** How often those that wait are looked at: somebody's hours may begin. */
const LOOK_MS = 30_000

/** The most urgent first, then whoever waits longest: ids sort by time. */
export const inQueueOrder = (a: DeskHandoff, b: DeskHandoff): number =>
  compareUrgency(a.priority, b.priority) || (a.id < b.id ? -1 : 1)

/** What the desk does by itself now, at most one change of each hand-off: after them it looks again. Pure. */
export function planDesk(picture: DeskPicture): DeskPlan {
  const changes: DeskPlan['changes'] = []
  const dues: number[] = []
  // Copies, whose load counts what is offered meanwhile.
  const able = rememberAble(picture.staff.map(one => ({ ...one })))
  for (const handoff of [...picture.handoffs].sort(inQueueOrder)) {
    const change =
      ownerless(picture, handoff, dues) ??
      misplaced(picture, handoff) ??
      late(picture, handoff, dues) ??
      moreUrgent(picture, handoff, dues) ??
      offer(picture, able, handoff, dues)
    if (change !== undefined) changes.push({ handoff, change: { ...change, at: isoTime(picture.now) } })
  }
  const dueAt = Math.min(...dues.filter(at => at > picture.now))
  return { changes, ...(Number.isFinite(dueAt) && { dueAt }) }
}

type Change = Omit<DeskChange, 'at'>

/** Back to the queue, with whom it was at. */
function back(handoff: DeskHandoff, verb: 'vanish' | 'expire', why: string): Change | undefined {
  const step = next(handoff, { verb })
  if (!step.ok) return undefined
  return {
    change: verb === 'vanish' ? 'vanished' : 'expired',
    status: step.status,
    agentId: null,
    data: { ...(handoff.agentId !== undefined && { from: handoff.agentId }), why },
  }
}

/** Whoever has it, or is to answer an offer, is no more, has gone while the customer waits, or has not answered in time. */
function ownerless(picture: DeskPicture, handoff: DeskHandoff, dues: number[]): Change | undefined {
  const { agentId, status } = handoff
  // Somebody at the platform's own app has no account; their time is kept with their echo.
  if (agentId === undefined || status === 'waiting') return undefined
  if (!picture.accounts.has(agentId) && !GUEST.test(agentId)) return back(handoff, 'vanish', 'account')
  if (status === 'offered') {
    const until = offeredUntil(picture, handoff)
    if (until <= picture.now) return back(handoff, 'expire', 'time')
    dues.push(until)
  } else if (handoff.waitingSince === undefined) return undefined
  // Those who took it elsewhere than in the console show no sign of life here.
  if (status !== 'offered' && (handoff.desk ?? 'console') !== 'console') return undefined
  const presence = picture.presence.get(agentId)
  if (presence === undefined) return undefined
  if (hasGone(presence, picture.now)) {
    const gone = back(handoff, 'vanish', 'gone')
    return gone && { ...gone, whileWaiting: true }
  }
  const at = goneAt(presence)
  if (at !== undefined) dues.push(at)
  return undefined
}

const offeredUntil = ({ offerMs }: DeskPicture, handoff: DeskHandoff): number =>
  handoff.offeredUntil === undefined
    ? Date.parse(handoff.updatedAt) + TRANSFER_OFFERS * offerMs
    : Date.parse(handoff.offeredUntil)

/** Its team is no more: it is everybody's. */
const misplaced = ({ teams }: DeskPicture, { team }: DeskHandoff): Change | undefined =>
  team === undefined || teams.includes(team) ? undefined : { change: 'team_gone', team: null, data: { team } }

/** The bot's promise is broken: a supervisor is told. */
function late(picture: DeskPicture, handoff: DeskHandoff, dues: number[]): Change | undefined {
  if (handoff.escalatedAt !== undefined) return undefined
  if (isOverdue(handoff, picture.now))
    return { change: 'escalated', priority: 'urgent', escalatedAt: isoTime(picture.now) }
  if (handoff.firstReplyAt === undefined) dues.push(Date.parse(handoff.deadlineAt) + 1)
  return undefined
}

function moreUrgent(picture: DeskPicture, handoff: DeskHandoff, dues: number[]): Change | undefined {
  if (handoff.waitingSince === undefined) return undefined
  const rises = picture.rises(handoff)
  const now = rises.filter(({ at }) => at <= picture.now).map(one => one.priority)
  const priority = higher(handoff.priority, ...now)
  if (priority !== handoff.priority) return { change: 'priority', priority, data: { priority } }
  for (const rise of rises) if (higher(priority, rise.priority) !== priority) dues.push(rise.at)
  return undefined
}

/** To whom it fits best; their load counts for the next at once. */
function offer(
  picture: DeskPicture,
  able: ReturnType<typeof rememberAble>,
  handoff: DeskHandoff,
  dues: number[],
): Change | undefined {
  if (handoff.status !== 'waiting') return undefined
  const { now, capacity, offerMs } = picture
  const passed = (agentId: string): boolean => {
    const until = picture.passedUntil(handoff, agentId)
    if (until === undefined || until <= now) return false
    dues.push(until)
    return true
  }
  const wanted = { ...handoff, escalated: handoff.escalatedAt !== undefined }
  const agent = chooseAgent(able(wanted).able, { capacity, passed })
  if (agent === undefined) {
    dues.push(now + LOOK_MS)
    return undefined
  }
  agent.offered++
  agent.lastTakenAt = now
  const step = next(handoff, { verb: 'offer', to: agent.id })
  if (!step.ok) return undefined
  return {
    change: 'offered',
    status: step.status,
    agentId: agent.id,
    offeredUntil: isoTime(now + offerMs),
    data: { to: agent.id },
  }
}
