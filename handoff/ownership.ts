import type { HandoffStatus } from './desk-store.ts'

/*
 * The one place that says who owns a conversation that was handed over. Every change of a hand-off, a person's, the desk's own or an echo's, goes through `next`; the
 * store writes it at the version that was read, so of two changes at once one is decided anew.
 *
 *            offer ──────────────▶            accept, claim
 *   waiting ◀──────────── offered ─────────────────────────▶ active ◀──▶ on_hold
 *      │      decline, expired,                                │   resume    │
 *      │      vanished                ◀── vanished ────────────┴─────────────┘
 *      └─────────────── claim, reply, an echo ────────────────▶
 *   any of these ──▶ returned (the bot answers again) or resolved (it is over)
 */

/** What a person may do to a hand-off. */
export type DeskVerb =
  | 'accept'
  | 'decline'
  | 'claim'
  | 'reply'
  | 'note'
  | 'hold'
  | 'resume'
  | 'transfer'
  | 'return'
  | 'resolve'

/** Who has it; of `offered`, to whom it is offered; undefined while `active`: somebody at the platform's own app. */
export interface Ownership {
  status: HandoffStatus
  agentId?: string | undefined
}

export interface Actor {
  id: string
  /** Supervisors act on what others have. */
  supervisor: boolean
}

export type Act =
  | { verb: 'claim'; by: Actor; takeOver?: boolean }
  | { verb: Exclude<DeskVerb, 'transfer' | 'claim'>; by: Actor }
  /** `to`: an agent; undefined: the queue, of whatever team or language. */
  | { verb: 'transfer'; by: Actor; to?: string }
  /** The desk's own: an offer begins, runs out, its agent has gone. */
  | { verb: 'offer'; to: string }
  | { verb: 'expire' | 'vanish' }
  /** The customer wrote: what was put aside is to be answered. */
  | { verb: 'wake' }
  /** Somebody answered at the platform's own app. */
  | { verb: 'echo' }
  /** Nobody at the platform's own app has written for long. */
  | { verb: 'idle' }

/** A state to go to, or a sentence that says why not. `agentId` undefined: nobody's. */
export type Step =
  | { ok: true; status: HandoffStatus; agentId: string | undefined }
  | { ok: false; why: string }

const to = (status: HandoffStatus, agentId?: string): Step => ({ ok: true, status, agentId })
const no = (why: string): Step => ({ ok: false, why })

const ENDED: readonly HandoffStatus[] = ['returned', 'resolved']

/** While it has not ended, a human owns the conversation and the bot says nothing. */
export const isOpen = (status: HandoffStatus): boolean => !ENDED.includes(status)

/** Somebody works on it. */
const isHeld = ({ status }: Ownership): boolean => status === 'active' || status === 'on_hold'

/** The state after an act, or why it is not possible. Pure. */
export function next(now: Ownership, act: Act): Step {
  if (!isOpen(now.status)) return no(`it is ${now.status} already`)
  switch (act.verb) {
    case 'accept':
    case 'decline':
      if (now.status !== 'offered') return no(`it is ${now.status}, so it is offered to nobody`)
      if (now.agentId !== act.by.id) return no(`${act.verb} is for the agent to whom it is offered`)
      return act.verb === 'accept' ? to('active', act.by.id) : to('waiting')
    case 'claim':
      if (now.agentId === act.by.id && isHeld(now)) return no('you have it already')
      if (isForeign(now, act.by) && act.takeOver !== true)
        return no('another agent has it; claim it with takeOver to take it from them')
      return to('active', act.by.id)
    case 'reply':
      if (!isForeign(now, act.by)) return to('active', act.by.id)
      return act.by.supervisor ? to('active', now.agentId) : no(FOREIGN)
    case 'note':
      return to(now.status, now.agentId)
    case 'hold':
    case 'resume':
      if (now.status !== (act.verb === 'hold' ? 'active' : 'on_hold')) return no(`it is ${now.status}`)
      return mine(now, act.by, act.verb === 'hold' ? 'on_hold' : 'active', now.agentId)
    case 'return':
    case 'resolve':
      // Whoever had it stays on record; of what nobody had, who ended it.
      return mine(
        now,
        act.by,
        act.verb === 'return' ? 'returned' : 'resolved',
        isHeld(now) ? (now.agentId ?? act.by.id) : act.by.id,
      )
    case 'transfer':
      if (act.to !== undefined && act.to === now.agentId) return no('that agent has it already')
      return mine(now, act.by, act.to === undefined ? 'waiting' : 'offered', act.to)
    case 'offer':
      return now.status === 'waiting' ? to('offered', act.to) : no(`it is ${now.status}`)
    case 'expire':
      return now.status === 'offered' ? to('waiting') : no(`it is ${now.status}`)
    case 'vanish':
      return now.status === 'waiting' ? no('nobody has it') : to('waiting')
    case 'wake':
      return now.status === 'on_hold' ? to('active', now.agentId) : no(`it is ${now.status}`)
    case 'echo':
      // Who has it may have answered from there; who was only offered it has not.
      return to('active', isHeld(now) ? now.agentId : undefined)
    case 'idle':
      return now.status === 'active' && now.agentId === undefined ? to('returned') : no('an agent has it')
  }
}

const FOREIGN = 'another agent has it; claim it with takeOver first'

/** Another agent works on it. What is only offered to somebody is still anybody's. */
const isForeign = (now: Ownership, { id }: Actor): boolean =>
  isHeld(now) && now.agentId !== undefined && now.agentId !== id

/** Whoever has it, and supervisors; anybody while nobody has it. */
const mine = (now: Ownership, by: Actor, status: HandoffStatus, agentId: string | undefined): Step =>
  isForeign(now, by) && !by.supervisor ? no(FOREIGN) : to(status, agentId)
