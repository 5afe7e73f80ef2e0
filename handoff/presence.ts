import type { PresenceStatus } from '../protocol/api/desk.ts'

/** Without a sign of life for so long, an agent is gone: a closed tab, a lost network. */
export const GONE_MS = 120_000

/** An agent's last sign of life. */
export interface Presence {
  agentId: string
  status: PresenceStatus
  seenAt: string
}

/** As others see it. Who was never there is `offline`. */
export const statusAt = (presence: Presence | undefined, nowMs: number): PresenceStatus =>
  presence === undefined || hasGone(presence, nowMs) ? 'offline' : presence.status

/** They were there, and are no more. */
export const hasGone = ({ status, seenAt }: Presence, nowMs: number): boolean =>
  status === 'offline' || nowMs - Date.parse(seenAt) > GONE_MS

/** When they will count as gone, unless they are heard of before; undefined when they are. Epoch milliseconds. */
export const goneAt = (presence: Presence): number | undefined =>
  presence.status === 'offline' ? undefined : Date.parse(presence.seenAt) + GONE_MS + 1
