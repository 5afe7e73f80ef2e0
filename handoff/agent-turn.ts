import type { Activity } from '../protocol/activity.ts'
import { type AgentRow, agentRowSchema } from '../protocol/api/handoff.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { HandoffStatus } from './desk-store.ts'
import { next, type Ownership, type Step } from './ownership.ts'

/** What an agent's row does to the conversation: data for the commit; the caller writes it. */
export interface AgentTurn {
  row: AgentRow
  /** To the customer, spoken by the agent. */
  activities: Activity[]
  /** Only for the desk: kept in the transcript, never sent. */
  notes: Activity[]
  handoff?: { status: HandoffStatus; agentId?: string; cause?: string; note?: string; desk?: string }
  /** The bot owns the conversation from here on, and the engine is told so. */
  desk?: { verb: 'returned'; slots: JsonObject } | { verb: 'resolved'; cause: string; handoff: string }
  /** What happened: the verb, or `refused` when it came too late. */
  event: { change: string; by: string; data?: JsonObject }
}

/**
 * Reads an inbox row of kind `agent`. Pure. A reply that was accepted is delivered also when the hand-off ended or changed hands in between: the agent was told
 * that it would be; it then changes nothing of the hand-off. What was meant for an earlier hand-off leaves the open one alone. `inboxId` names the outgoing activity.
 * @throws z.ZodError when the row was not made by the desk's routes
 */
export function agentTurn(
  payload: Json,
  open: ({ id: string } & Ownership) | undefined,
  inboxId: string,
  now: string,
): AgentTurn {
  const row = agentRowSchema.parse(payload)
  const by = { id: row.agentId, supervisor: row.supervisor === true }
  const step = open?.id === row.handoffId ? next(open, { verb: row.verb, by }) : undefined
  const to = step?.ok === true ? step : undefined
  const event = { change: row.verb, by: row.agentId }
  const from = { id: row.agentId, name: row.author, role: 'agent' }
  const base = { row, activities: [], notes: [], event }
  const refused = { ...base, event: { ...event, change: 'refused', data: { verb: row.verb } } }
  switch (row.verb) {
    case 'reply': {
      const reply: Activity = {
        type: 'message',
        id: `${inboxId}:0`,
        timestamp: now,
        from,
        text: row.text,
        // A channel whose own roles know only user and bot still tells a person from the bot by this.
        channelData: {
          speaker: 'agent',
          ...(row.approved === undefined ? {} : { template: row.approved }),
          ...(row.translated === undefined ? {} : { translated: row.translated }),
        },
        ...(row.attachments === undefined ? {} : { attachments: row.attachments }),
      }
      if (to === undefined) return { ...base, activities: [reply] }
      const taken = to.agentId === row.agentId && open?.agentId !== row.agentId
      return {
        ...base,
        activities: [reply],
        handoff: {
          status: to.status,
          ...(to.agentId !== undefined && { agentId: to.agentId }),
          ...(taken && row.desk !== undefined && { desk: row.desk }),
        },
      }
    }
    case 'note':
      return {
        ...base,
        notes: [{ type: 'event', id: `${inboxId}:0`, timestamp: now, from, ...noteWords(row) }],
      }
    case 'return':
      return to === undefined
        ? refused
        : { ...base, handoff: end(to), desk: { verb: 'returned', slots: row.slots } }
    case 'resolve':
      return to === undefined
        ? refused
        : {
            ...base,
            handoff: {
              ...end(to),
              cause: row.cause,
              ...(row.note === undefined ? {} : { note: row.note }),
            },
            desk: { verb: 'resolved', cause: row.cause, handoff: row.handoffId },
          }
  }
}

/** A change of an earlier note is an entry of its own, as a customer's change of a message is. */
function noteWords({
  text,
  changes,
}: AgentRow & { verb: 'note' }): Pick<Activity, 'name' | 'text' | 'value'> {
  if (changes === undefined) return { name: 'note', text }
  const value = { messageId: changes.entryId }
  return changes.deleted ? { name: 'deleted', value } : { name: 'edited', value: { ...value, text } }
}

const end = ({ status, agentId }: Step & { ok: true }) => ({
  status,
  ...(agentId !== undefined && { agentId }),
})
