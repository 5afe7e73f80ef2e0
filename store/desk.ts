import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { JsonObject } from '../protocol/json.ts'

/* Hand-offs, and the agents with their sessions. */

export type HandoffStatus = 'waiting' | 'offered' | 'active' | 'on_hold' | 'returned' | 'resolved'

export interface NewHandoff {
  id: string
  reason: HandoffReason
  /** Default: `waiting`. */
  status?: HandoffStatus
  priority: Priority
  team?: string
  /** What was known at that moment: the engine's Situation and more, for the context package. */
  facts: JsonObject
  /** When an agent should have answered: the bot's promise. */
  deadlineAt: string
}

export interface HandoffRow extends NewHandoff {
  conversationId: string
  customerId: string
  channel: string
  language?: string
  status: HandoffStatus
  agentId?: string
  cause?: string
  note?: string
  createdAt: string
  updatedAt: string
  /** Raised by every change; a write names the version it saw. */
  version: number
}

export interface HandoffStore {
  list(options: { status?: readonly HandoffStatus[]; after?: string; limit: number }): Promise<HandoffRow[]>
  get(id: string): Promise<HandoffRow | undefined>
  /** Compare and set by version: false when somebody was faster. */
  update(
    id: string,
    version: number,
    change: { status?: HandoffStatus; agentId?: string; cause?: string; note?: string; at: string },
  ): Promise<boolean>
}

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
  /** Removes the account and its sessions. */
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
