import type { LaneKind } from './outbox.ts'

/** Rows `o` of the outbox by kind of lane, in the words of their partial indexes, which an engine only uses for the same words. */
export const LANES: Readonly<Record<LaneKind, string>> = {
  call: `o.lane = 'call'`,
  send: `o.lane <> 'call' AND o.lane <> 'desk'`,
  desk: `o.lane = 'desk'`,
}

/** The kind of a lane. */
export const laneKind = (lane: string): LaneKind => (lane === 'call' || lane === 'desk' ? lane : 'send')
