import type { JsonObject } from '../protocol/json.ts'
import type { HandoffStatus } from './desk-store.ts'

/*
 * What a customer is told of the desk while they wait for a person or talk to one: few words, each of them true. A pause (`hold`) is the agent's own to tell, and an offer that ran out
 * is nothing to them.
 */

/** A text to be said to the customer, as long as their hand-off is in one of these states. */
export interface Notice {
  text: string
  values: JsonObject
  while: readonly HandoffStatus[]
}

/** Where a hand-off stands in its queue. */
export interface QueuePlace {
  /** From 1. */
  position: number
  /** Agents who are there and could take it. */
  agents: number
  /** Undefined: nobody knows. */
  expectedMs?: number
}

/** What the customer was last told of it; `at` in epoch milliseconds. */
export interface ToldPlace {
  position: number
  minutes: number
  at: number
}

const MINUTE = 60_000
/** A wait is told in steps, rounded up: who is there sooner is a pleasure, who is later has lied. */
const STEPS = [2, 5, 10, 15, 20, 30, 45, 60]
/** Over the last step. */
const LONG = 90
/** Good news at most so often, and bad news. */
const BETTER_MS = 2 * MINUTE
const WORSE_MS = 10 * MINUTE

const minutesOf = (ms: number): number => STEPS.find(step => ms <= step * MINUTE) ?? LONG

/**
 * What to tell of a place: nothing to whom somebody is about to come to, nor where nobody is there, since how long it takes is not known then. Later only when it has
 * become clearly better, or much worse, and not too soon after the last time: `againAt` is when to look once more. Pure; times are epoch milliseconds.
 */
export function noticeOfPlace(
  place: QueuePlace,
  told: ToldPlace | undefined,
  now: number,
): { notice?: Notice; told?: ToldPlace; againAt?: number } {
  if (place.agents === 0 || place.expectedMs === undefined) return {}
  const minutes = minutesOf(place.expectedMs)
  const { position } = place
  if (told === undefined) return position === 1 && minutes <= 2 ? {} : say(position, minutes, now)
  const better = told.position - position >= Math.max(1, Math.ceil(told.position / 4))
  const worse = minutes >= told.minutes * 2 && minutes - told.minutes >= 10
  if (!better && !worse) return {}
  const againAt = told.at + (better ? BETTER_MS : WORSE_MS)
  return now < againAt ? { againAt } : say(position, minutes, now, !better)
}

function say(
  position: number,
  minutes: number,
  at: number,
  worse = false,
): { notice: Notice; told: ToldPlace } {
  const what = worse ? 'longer' : position === 1 ? 'next' : 'place'
  const text = `common.desk.${what}${minutes === LONG ? '_long' : ''}`
  return {
    notice: { text, values: { wait: { position, minutes } }, while: ['waiting', 'offered'] },
    told: { position, minutes, at },
  }
}

/** A change of a hand-off, by its event. */
export interface DeskEvent {
  /** `handoff.claim`, … */
  name: string
  /** The agent whose change it was, as customers may know them; undefined: not known by name. */
  agentName?: string
  /** A person has had this hand-off before: the customer knows of them. */
  answered: boolean
}

/** What of a hand-off's life a customer is told at once; undefined: nothing. */
export function noticeOfEvent({ name, agentName, answered }: DeskEvent): Notice | undefined {
  switch (name) {
    case 'handoff.claim':
    case 'handoff.accept':
      return {
        text: 'common.desk.joined',
        values: { agent: { name: agentName ?? null } },
        while: ['active'],
      }
    case 'handoff.transfer':
      return answered
        ? { text: 'common.desk.transferred', values: {}, while: ['waiting', 'offered'] }
        : undefined
    case 'handoff.vanished':
      return answered
        ? { text: 'common.desk.lost', values: {}, while: ['waiting', 'offered', 'active'] }
        : undefined
    default:
      return undefined
  }
}

/** As the shop wants its agents to be known: `first` is the first word of the name. */
export function shownName(name: string, wish: 'first' | 'full' | 'none'): string | undefined {
  const whole = name.trim()
  if (wish === 'none' || whole === '') return undefined
  return wish === 'full' ? whole : whole.split(/\s+/)[0]
}
