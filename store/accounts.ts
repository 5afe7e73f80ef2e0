import { agentOf, type StoredAgent } from './agents.ts'
import type { AgentRow } from './desk.ts'
import { plainText, type Sql } from './sql.ts'

/** A token of the API; the token itself is stored nowhere. */
export interface TokenRow {
  id: string
  agentId: string
  name: string
  scopes: string[]
  createdAt: string
  lastUsedAt?: string
  expiresAt?: string
}

/** What an account has beside its name: password, sessions, tokens. */
export interface AccountStore {
  /** Ends every session of the account but the one with this hash. */
  setPassword(agentId: string, passwordHash: string, keep?: string): Promise<void>
  /** Signs out everywhere. */
  endSessions(agentId: string): Promise<void>
  addToken(token: TokenRow & { tokenHash: string }): Promise<void>
  /** Newest first, expired ones too. */
  tokens(agentId: string): Promise<TokenRow[]>
  /** False when the account has none with this id. */
  removeToken(agentId: string, id: string): Promise<boolean>
  /** Undefined: no such token, or it has expired. */
  byToken(tokenHash: string, now: string): Promise<{ agent: AgentRow; token: TokenRow } | undefined>
  tokenUsed(id: string, at: string): Promise<void>
  /** Adds the account when there is none at all; false when there is one. */
  addFirst(agent: AgentRow): Promise<boolean>
}

interface StoredToken {
  t_id: string
  t_agent_id: string
  t_name: string
  t_scopes: string
  t_created_at: string
  t_last_used_at: string | null
  t_expires_at: string | null
}

const COLUMNS = `t.id AS t_id, t.agent_id AS t_agent_id, t.name AS t_name, t.scopes AS t_scopes,
  t.created_at AS t_created_at, t.last_used_at AS t_last_used_at, t.expires_at AS t_expires_at`

const tokenOf = (row: StoredToken): TokenRow => ({
  id: row.t_id,
  agentId: row.t_agent_id,
  name: row.t_name,
  scopes: JSON.parse(row.t_scopes),
  createdAt: row.t_created_at,
  ...(row.t_last_used_at !== null && { lastUsedAt: row.t_last_used_at }),
  ...(row.t_expires_at !== null && { expiresAt: row.t_expires_at }),
})

export function createAccounts(sql: Sql): AccountStore {
  return {
    async setPassword(agentId, passwordHash, keep = '') {
      await sql.write(
        ['UPDATE agents SET password_hash = ?2 WHERE id = ?1', [agentId, passwordHash]],
        ['DELETE FROM sessions WHERE agent_id = ?1 AND token_hash <> ?2', [agentId, keep]],
      )
    },

    async endSessions(agentId) {
      await sql.write(['DELETE FROM sessions WHERE agent_id = ?1', [agentId]])
    },

    async addToken({ id, agentId, name, tokenHash, scopes, createdAt, expiresAt }) {
      await sql.write([
        `INSERT INTO api_tokens (id, agent_id, name, token_hash, scopes, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
        [id, agentId, plainText(name), tokenHash, JSON.stringify(scopes), createdAt, expiresAt ?? null],
      ])
    },

    async tokens(agentId) {
      const rows = await sql.all<StoredToken>(
        `SELECT ${COLUMNS} FROM api_tokens t WHERE t.agent_id = ?1 ORDER BY t.id DESC`,
        [agentId],
      )
      return rows.map(tokenOf)
    },

    async removeToken(agentId, id) {
      const [removed] = await sql.write([
        'DELETE FROM api_tokens WHERE id = ?1 AND agent_id = ?2',
        [plainText(id), agentId],
      ])
      return removed === 1
    },

    async byToken(tokenHash, now) {
      const [row] = await sql.all<StoredToken & StoredAgent>(
        `SELECT ${COLUMNS}, a.* FROM api_tokens t JOIN agents a ON a.id = t.agent_id
         WHERE t.token_hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)`,
        [tokenHash, now],
      )
      return row && { agent: agentOf(row), token: tokenOf(row) }
    },

    async tokenUsed(id, at) {
      await sql.write(['UPDATE api_tokens SET last_used_at = ?2 WHERE id = ?1', [id, at]])
    },

    async addFirst({ id, name, email, role, passwordHash, createdAt }) {
      const [added] = await sql.write([
        `INSERT INTO agents (id, name, email, role, password_hash, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM agents)`,
        [id, plainText(name), plainText(email.toLowerCase()), role, passwordHash, createdAt],
      ])
      return added === 1
    },
  }
}
