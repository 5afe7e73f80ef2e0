/* The agents with their sessions. */

export type AgentRole = 'agent' | 'supervisor' | 'designer'

export interface AgentRow {
  id: string
  name: string
  /** Lower case. */
  email: string
  role: AgentRole
  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
  passwordHash: string
  createdAt: string
}

export interface AgentStore {
  /** False when the e-mail is taken. */
  add(agent: AgentRow): Promise<boolean>
  list(): Promise<AgentRow[]>
  byEmail(email: string): Promise<AgentRow | undefined>
  get(id: string): Promise<AgentRow | undefined>
  /** Removes the account, its sessions and its tokens. */
  remove(email: string): Promise<boolean>
  /** Hand-offs that are active with an agent, or offered to one; of those who have any. */
  loads(): Promise<Map<string, { active: number; offered: number }>>
  /** `tokenHash`: SHA-256 of the cookie's token; the token itself is stored nowhere. */
  addSession(session: {
    tokenHash: string
    agentId: string
    csrfToken: string
    createdAt: string
    expiresAt: string
  }): Promise<void>
  session(tokenHash: string, now: string): Promise<{ agent: AgentRow; csrfToken: string } | undefined>
  endSession(tokenHash: string): Promise<void>
}
