import { inQueueOrder } from './desk-plan.ts'
import type { DeskHandoff } from './desk-store.ts'
import { rememberAble, type Staff } from './routing.ts'

/** Where a hand-off stands in its queue: what a customer may be told of it. */
export interface Place {
  /** From 1: so many customers wait for the same people, this one included. */
  position: number
  /** Agents who are there and could take it, whether or not they have their hands full. */
  agents: number
  /** How long it will take until somebody comes, as far as the last hours tell; undefined when nobody is there. Milliseconds. */
  expectedMs?: number
}

export interface PlaceInput {
  now: number
  staff: readonly Staff[]
  capacity: number
  offerMs: number
  /** Of the last hours, newest first. */
  recentWaits: readonly { createdAt: string; claimedAt: string }[]
}

/** What one customer takes of an agent's time, as long as nothing is known. */
const USUAL_MS = 5 * 60_000
/** Fewer tell nothing. */
const ENOUGH = 3

/** By hand-off, for those that wait for somebody: `waiting` and `offered` ones of these. Pure. */
export function placesOf(handoffs: readonly DeskHandoff[], input: PlaceInput): Map<string, Place> {
  const queue = handoffs
    .filter(({ status }) => status === 'waiting' || status === 'offered')
    .sort(inQueueOrder)
  const able = rememberAble(input.staff)
  const places = new Map<string, Place>()
  const pools = new Map<string, Pool>()
  for (const handoff of queue) {
    const { key, able: staff } = able({ ...handoff, escalated: handoff.escalatedAt !== undefined })
    const pool = pools.get(key) ?? newPool(handoff, staff)
    if (!pools.has(key)) {
      for (const other of pools.values()) if (!pool.ids.isDisjointFrom(other.ids)) pool.rivals.push(other)
      for (const rival of pool.rivals) rival.rivals.push(pool)
      pools.set(key, pool)
    }
    const position = pool.rivals.reduce((sum, { ahead }) => sum + ahead, pool.ahead) + 1
    pool.ahead++
    const expectedMs = staff.length === 0 ? undefined : expected(position, staff, input)
    places.set(handoff.id, {
      position,
      agents: staff.length,
      ...(expectedMs !== undefined && { expectedMs }),
    })
  }
  return places
}

/** Those who want the same. */
interface Pool {
  /** Of the agents who could take them. */
  ids: ReadonlySet<string>
  /** So many of it have had their turn. */
  ahead: number
  /** Others that wait for some of the same agents. */
  rivals: Pool[]
}

/** While nobody is there, whoever wants the same team and language waits for the same people. */
const newPool = ({ team = '', language = '' }: DeskHandoff, staff: readonly Staff[]): Pool => ({
  ids: new Set(staff.length > 0 ? staff.map(({ id }) => id) : [`nobody:${team}:${language}`]),
  ahead: 0,
  rivals: [],
})

/**
 * From how fast customers were taken lately, by two measures that are each too long in their own case: the time from one to the next, when few come, and how long each waited, when many
 * wait now. Whoever finds an agent free waits for an offer only.
 */
function expected(position: number, staff: readonly Staff[], input: PlaceInput): number {
  const { now, capacity, offerMs, recentWaits } = input
  const free = staff.reduce((sum, { active, offered }) => sum + Math.max(0, capacity - active - offered), 0)
  if (position <= free) return offerMs
  const usual = (position * USUAL_MS) / staff.length
  const oldest = recentWaits.at(-1)
  if (recentWaits.length < ENOUGH || oldest === undefined) return usual
  const pace = (now - Date.parse(oldest.claimedAt)) / recentWaits.length
  return Math.round(position * Math.min(pace, median(recentWaits.map(waitOf))))
}

const waitOf = (one: { createdAt: string; claimedAt: string }): number =>
  Date.parse(one.claimedAt) - Date.parse(one.createdAt)

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
