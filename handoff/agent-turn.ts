import type { Activity } from '../protocol/activity.ts'
import { type AgentRow, agentRowSchema } from '../protocol/api/handoff.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { HandoffStatus } from './desk-store.ts'
import { nextStatus } from './ownership.ts'

/** What an agent's row does to the conversation: data for the commit; the caller writes it. */
export interface AgentTurn {
  row: AgentRow
  /** To the customer, spoken by the agent. */
  activities: Activity[]
  /** Only for the desk: kept in the transcript, never sent. */
  notes: Activity[]
  handoff?: { status: HandoffStatus; agentId?: string; cause?: string; note?: string }
  /** The bot owns the conversation from here on, and the engine is told so. */
  desk?: { verb: 'returned'; slots: JsonObject } | { verb: 'resolved'; cause: string }
  event: { name: string; data: JsonObject }
}

/**
 * Reads an inbox row of kind `agent`. Pure. A reply that was accepted is delivered also when the hand-off ended in between: the agent was told
 * that it would be. What was meant for an earlier hand-off leaves the open one alone. `inboxId` names the outgoing activity.
 * @throws z.ZodError when the row was not made by the desk's routes
 */
export function agentTurn(
  payload: Json,
  open: { id: string; status: HandoffStatus } | undefined,
  inboxId: string,
  now: string,
): AgentTurn {
  const row = agentRowSchema.parse(payload)
  const to = open?.id === row.handoffId ? nextStatus(open.status, row.verb) : undefined
  const event = { name: `handoff.${row.verb}`, data: { handoff: row.handoffId, agent: row.agentId } }
  const from = { id: row.agentId, name: row.author, role: 'agent' }
  const base = { row, activities: [], notes: [], event }
  switch (row.verb) {
    case 'reply':
      return {
        ...base,
        activities: [
          {
            type: 'message',
            id: `${inboxId}:0`,
            timestamp: now,
            from,
            text: row.text,
            // A channel whose own roles know only user and bot still tells a person from the bot by this.
            channelData: { speaker: 'agent' },
            ...(row.attachments === undefined ? {} : { attachments: row.attachments }),
          },
        ],
        ...(to === undefined ? {} : { handoff: { status: to, agentId: row.agentId } }),
      }
    case 'note':
      return {
        ...base,
        notes: [{ type: 'event', name: 'note', id: `${inboxId}:0`, timestamp: now, from, text: row.text }],
      }
    case 'return':
      return to === undefined
        ? base
        : { ...base, handoff: { status: to }, desk: { verb: 'returned', slots: row.slots } }
    case 'resolve':
      return to === undefined
        ? base
        : {
            ...base,
            handoff: { status: to, cause: row.cause, ...(row.note === undefined ? {} : { note: row.note }) },
            desk: { verb: 'resolved', cause: row.cause },
          }
  }
}
