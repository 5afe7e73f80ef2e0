import type { Sql } from './sql.ts'
import type { Wake } from './wake.ts'

/** Who is at the desk, by what their consoles tell. */
export interface PresenceStore {
  /** An agent's own choice, which is a sign of life too. */
  set(agentId: string, status: 'online' | 'away', at: string): Promise<void>
  /**
   * Signs of life. Who was never there, or had signed out, is `online` from now on. The topic `presence` tells of those only who had been gone, since before `goneBefore`: the others have not changed.
   */
  seen(agentIds: readonly string[], at: string, goneBefore: string): Promise<void>
  /** They signed out: `offline` until the next sign of life, unless they are signed in elsewhere still. */
  leave(agentId: string, now: string): Promise<void>
  /** All who were ever there. Whether they still are, `seenAt` tells. */
  list(): Promise<{ agentId: string; status: 'online' | 'away' | 'offline'; seenAt: string }[]>
}

const LATER_OF_BOTH = 'CASE WHEN presence.seen_at < ?2 THEN ?2 ELSE presence.seen_at END'

export function createPresence(sql: Sql, wake: Wake): PresenceStore {
  return {
    async set(agentId, status, at) {
      await sql.write([
        `INSERT INTO presence (agent_id, status, seen_at) VALUES (?1, ?3, ?2)
         ON CONFLICT (agent_id) DO UPDATE SET status = ?3, seen_at = ${LATER_OF_BOTH}`,
        [agentId, at, status],
      ])
      wake.tell('presence', [agentId])
    },

    async seen(agentIds, at, goneBefore) {
      if (agentIds.length === 0) return
      const changed = await sql.write(
        ...agentIds.map(
          id =>
            [
              `UPDATE presence SET seen_at = ${LATER_OF_BOTH} WHERE agent_id = ?1 AND seen_at >= ?3 AND status <> 'offline'`,
              [id, at, goneBefore],
            ] as const,
        ),
      )
      const back = agentIds.filter((_, n) => changed[n] === 0)
      if (back.length === 0) return
      await sql.write(
        ...back.map(
          id =>
            [
              `INSERT INTO presence (agent_id, status, seen_at) VALUES (?1, 'online', ?2)
               ON CONFLICT (agent_id) DO UPDATE SET seen_at = ${LATER_OF_BOTH},
                 status = CASE presence.status WHEN 'offline' THEN 'online' ELSE presence.status END`,
              [id, at],
            ] as const,
        ),
      )
      wake.tell('presence', back)
    },

    async leave(agentId, now) {
      const [left] = await sql.write([
        `UPDATE presence SET status = 'offline' WHERE agent_id = ?1 AND status <> 'offline'
           AND NOT EXISTS (SELECT 1 FROM sessions WHERE agent_id = ?1 AND expires_at > ?2)`,
        [agentId, now],
      ])
      if (left === 1) wake.tell('presence', [agentId])
    },

    async list() {
      const rows = await sql.all<{
        agent_id: string
        status: 'online' | 'away' | 'offline'
        seen_at: string
      }>('SELECT agent_id, status, seen_at FROM presence ORDER BY agent_id')
      return rows.map(({ agent_id: agentId, status, seen_at: seenAt }) => ({ agentId, status, seenAt }))
    },
  }
}
