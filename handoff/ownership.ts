import type { HandoffStatus } from './desk-store.ts'

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

const open: readonly HandoffStatus[] = ['waiting', 'offered', 'active', 'on_hold']

/** From which states a verb is allowed, and to which it leads; `same` keeps the state. */
const TRANSITIONS: Readonly<
  Record<DeskVerb, { from: readonly HandoffStatus[]; to: HandoffStatus | 'same' }>
> = {
  accept: { from: ['offered'], to: 'active' },
  decline: { from: ['offered'], to: 'waiting' },
  claim: { from: ['waiting', 'offered'], to: 'active' },
  reply: { from: open, to: 'active' },
  note: { from: open, to: 'same' },
  hold: { from: ['active'], to: 'on_hold' },
  resume: { from: ['on_hold'], to: 'active' },
  transfer: { from: open, to: 'waiting' },
  return: { from: open, to: 'returned' },
  resolve: { from: open, to: 'resolved' },
}

/** The state after `verb`, or undefined where it is not allowed. While it is open a human owns the conversation; after `return` and `resolve` the bot does. */
export function nextStatus(status: HandoffStatus, verb: DeskVerb): HandoffStatus | undefined {
  const { from, to } = TRANSITIONS[verb]
  if (!from.includes(status)) return undefined
  return to === 'same' ? status : to
}
