import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import type { Session } from '../../../protocol/api/session.ts'

type Me = Session['agent']

/** What the signed-in agent may do with a hand-off as it stands; the server has the last word. */
export interface Possible {
  accept: boolean
  decline: boolean
  claim: boolean
  /** Claim what another agent has. */
  takeOver: boolean
  reply: boolean
  hold: boolean
  resume: boolean
  transfer: boolean
  return: boolean
  resolve: boolean
}

export function possible(
  { status, agentId }: Pick<ContextPackage, 'status' | 'agentId'>,
  { id, role }: Me,
): Possible {
  const open = status !== 'returned' && status !== 'resolved'
  const mine = agentId === id
  const owned = status === 'active' || status === 'on_hold'
  const offeredToMe = status === 'offered' && mine
  // A supervisor may act on what others have.
  const acts = owned && (mine || role === 'supervisor')
  return {
    accept: offeredToMe,
    decline: offeredToMe,
    claim: status === 'waiting' || (status === 'offered' && !mine),
    takeOver: owned && !mine && role === 'supervisor',
    // Who replies to a waiting one has claimed it.
    reply: status === 'waiting' || offeredToMe || (owned && mine),
    hold: status === 'active' && acts,
    resume: status === 'on_hold' && acts,
    transfer: open && (acts || status === 'waiting' || offeredToMe || role === 'supervisor'),
    return: acts,
    resolve: acts,
  }
}
