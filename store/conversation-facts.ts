import type { JsonObject } from '../protocol/json.ts'
import { CAME_BACK_MS } from './figure.ts'

/*
 * What is counted of a conversation that has ended: pure, from what it left on record.
 */

/** Dialogs of bots/common: what is said around a matter, and is none. A test holds this list to that folder. */
export const SMALL_TALK: ReadonlySet<string> = new Set([
  'affirm',
  'bot-resolved',
  'cancel',
  'continue-elsewhere',
  'continue-here',
  'continued',
  'correction',
  'deny',
  'desk-resolved',
  'desk-return',
  'did-you-mean',
  'digression-return',
  'fallback',
  'goodbye',
  'greeting',
  'help',
  'human',
  'language-change',
  'language-unknown',
  'media',
  'nothing-more',
  'out-of-hours',
  'repeat',
  'start-over',
  'survey-words',
  'system-error',
  'thanks',
  'upset',
  'welcome',
])

/** Names of the events that tell of it. */
export const TELLING_EVENTS = ['answer', 'order.shown', 'dialog.started', 'dialog.ended'] as const

/** A dialog that ends with one of these has done what it is there for. */
const DONE = new Set(['done', 'resolved'])

const MOST_MATTERS = 20

export interface EndedConversation {
  events: readonly { name: string; data: JsonObject }[]
  /** Oldest first. */
  handoffs: readonly { status: string }[]
}

export interface ConversationFacts {
  /** Questions and dialogs, sorted; none where nothing was understood. */
  matters: readonly string[]
  contained: boolean
  escalated: boolean
  resolved: boolean
}

export function conversationFacts({ events, handoffs }: EndedConversation): ConversationFacts {
  const escalated = handoffs.length > 0
  const contained = !escalated && events.some(isAnswer)
  return {
    matters: [...new Set(events.flatMap(matterOf))].sort().slice(0, MOST_MATTERS),
    contained,
    escalated,
    resolved: contained || handoffs.at(-1)?.status === 'resolved',
  }
}

type Event = EndedConversation['events'][number]

function isAnswer({ name, data }: Event): boolean {
  if (name === 'answer' || name === 'order.shown') return true
  return name === 'dialog.ended' && DONE.has(String(data.result)) && !SMALL_TALK.has(String(data.dialog))
}

function matterOf({ name, data }: Event): string[] {
  if (name === 'answer') return [`faq.${data.faq}`]
  const begins = name === 'dialog.started' && data.part !== true && !SMALL_TALK.has(String(data.dialog))
  return begins ? [String(data.dialog)] : []
}

export interface Visit {
  openedAt: string
  endedAt: string
  matters: readonly string[]
}

/** Whether the later of two conversations of a customer is about the same again; one of which nobody knows what it is about is taken for it. */
export function comesBack(earlier: Visit, later: Visit): boolean {
  const passed = Date.parse(later.openedAt) - Date.parse(earlier.endedAt)
  if (passed < 0 || passed >= CAME_BACK_MS) return false
  if (earlier.matters.length === 0 || later.matters.length === 0) return true
  return earlier.matters.some(matter => later.matters.includes(matter))
}
