import { plainText, type Sql } from './sql.ts'
import type { AgentRole, AgentRow, AgentStore } from './store.ts'
import type { Wake } from './wake.ts'

export interface StoredAgent {
  id: string
  name: string
  email: string
  role: AgentRole
  password_hash: string
  created_at: string
}

export const agentOf = (row: StoredAgent): AgentRow => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  passwordHash: row.password_hash,
  createdAt: row.created_at,
})

export function createAgents(sql: Sql, wake: Wake): AgentStore {
  const one = async (where: string, value: string) => {
    const rows = await sql.all<StoredAgent>(`SELECT * FROM agents WHERE ${where} = ?1`, [value])
    return rows[0] && agentOf(rows[0])
  }
  return {
    async add(agent) {
      const [added] = await sql.write([
        `INSERT INTO agents (id, name, email, role, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (email) DO NOTHING`,
        [
          agent.id,
          plainText(agent.name),
          plainText(agent.email.toLowerCase()),
          agent.role,
          agent.passwordHash,
          agent.createdAt,
        ],
      ])
      return added === 1
    },

    list: async () =>
      (await sql.all<StoredAgent>('SELECT * FROM agents ORDER BY created_at, id')).map(agentOf),

    byEmail: email => one('email', plainText(email.toLowerCase())),

    get: id => one('id', id),

    async remove(email) {
      const value = [plainText(email.toLowerCase())]
      const agent = await one('email', value[0] as string)
      const [, , , removed] = await sql.write(
        ['DELETE FROM presence WHERE agent_id = (SELECT id FROM agents WHERE email = ?1)', value],
        ['DELETE FROM api_tokens WHERE agent_id = (SELECT id FROM agents WHERE email = ?1)', value],
        ['DELETE FROM sessions WHERE agent_id = (SELECT id FROM agents WHERE email = ?1)', value],
        ['DELETE FROM agents WHERE email = ?1', value],
      )
      if (agent !== undefined && removed === 1) wake.tell('presence', [agent.id])
      return removed === 1
    },

    async loads() {
      const rows = await sql.all<{ agent_id: string; active: number; offered: number }>(
        `SELECT agent_id, CAST(sum(CASE WHEN status = 'active' THEN 1 ELSE 0 END) AS BIGINT) AS active,
           CAST(sum(CASE WHEN status = 'offered' THEN 1 ELSE 0 END) AS BIGINT) AS offered
         FROM handoffs WHERE agent_id IS NOT NULL AND status IN ('active', 'offered') GROUP BY agent_id`,
      )
      return new Map(rows.map(({ agent_id, active, offered }) => [agent_id, { active, offered }]))
    },

    async addSession(session) {
      await sql.write([
        'INSERT INTO sessions (token_hash, agent_id, csrf_token, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)',
        [session.tokenHash, session.agentId, session.csrfToken, session.createdAt, session.expiresAt],
      ])
    },

    async session(tokenHash, now) {
      const rows = await sql.all<StoredAgent & { csrf_token: string }>(
        `SELECT a.*, s.csrf_token FROM sessions s JOIN agents a ON a.id = s.agent_id
         WHERE s.token_hash = ?1 AND s.expires_at > ?2`,
        [tokenHash, now],
      )
      return rows[0] && { agent: agentOf(rows[0]), csrfToken: rows[0].csrf_token }
    },

    async endSession(tokenHash) {
      await sql.write(['DELETE FROM sessions WHERE token_hash = ?1', [tokenHash]])
    },
  }
}
