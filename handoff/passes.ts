import type { JsonObject } from '../protocol/json.ts'

/* Who has passed a hand-off on, and until when it is not offered to them again. */

/** After an offer that was not answered: they may be back at their desk. */
const EXPIRED_MS = 5 * 60_000
/** After "not me". */
const DECLINED_MS = 30 * 60_000

const HOLDS: Readonly<Record<string, number>> = {
  'handoff.expired': EXPIRED_MS,
  'handoff.decline': DECLINED_MS,
  'handoff.vanished': EXPIRED_MS,
  'handoff.transfer': DECLINED_MS,
}

/** By agent; epoch milliseconds. */
export type Passes = ReadonlyMap<string, number>

/** From a hand-off's events, oldest first. A transfer begins anew, but for who gave it away. */
export function passesOf(
  handoffId: string,
  events: readonly { at: string; name: string; data: JsonObject }[],
): Passes {
  const passes = new Map<string, number>()
  for (const { at, name, data } of events) {
    if (data.handoff !== handoffId) continue
    if (name === 'handoff.transfer') passes.clear()
    const ms = HOLDS[name]
    const agent = data.from ?? data.agent
    if (ms !== undefined && typeof agent === 'string') passes.set(agent, Date.parse(at) + ms)
  }
  return passes
}
