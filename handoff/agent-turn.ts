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
  /** What happened: the verb, or `refused` when it came too late; `data` then holds the verb. */
  event: { change: string; by: string; data?: JsonObject }
}

/**
 * Reads an inbox row of kind `agent`. Pure. The order of the rows decides who speaks: a reply is sent only when, at its turn, its hand-off is open and no other agent
 * has it (supervisors answer beside them). Else the customer hears nothing of it: the desk gets the text as an entry `unsent`, whose `value.why` is a sentence, and the
 * event is `refused`. So of several who answer what waits the first one speaks, and nobody beside the bot. What was meant for an earlier hand-off leaves the open one
 * alone. `inboxId` names the entry.
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
  const step: Step =
    open?.id === row.handoffId ? next(open, { verb: row.verb, by }) : { ok: false, why: 'it has ended' }
  const to = step.ok ? step : undefined
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
      if (!step.ok) return { ...refused, notes: [unsent(reply, step.why)] }
      const taken = step.agentId === row.agentId && open?.agentId !== row.agentId
      return {
        ...base,
        activities: [reply],
        handoff: {
          ...stateOf(step),
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
        : { ...base, handoff: stateOf(to), desk: { verb: 'returned', slots: row.slots } }
    case 'resolve':
      return to === undefined
        ? refused
        : {
            ...base,
            handoff: {
              ...stateOf(to),
              cause: row.cause,
              ...(row.note === undefined ? {} : { note: row.note }),
            },
            desk: { verb: 'resolved', cause: row.cause, handoff: row.handoffId },
          }
  }
}

/** What did not go to the customer, as the agent would have said it. */
const unsent = (reply: Activity, why: string): Activity => ({
  ...reply,
  type: 'event',
  name: 'unsent',
  value: { why },
})

/** A change of an earlier note is an entry of its own, as a customer's change of a message is. */
function noteWords({
  text,
  changes,
}: AgentRow & { verb: 'note' }): Pick<Activity, 'name' | 'text' | 'value'> {
  if (changes === undefined) return { name: 'note', text }
  const value = { messageId: changes.entryId }
  return changes.deleted ? { name: 'deleted', value } : { name: 'edited', value: { ...value, text } }
}

const stateOf = ({ status, agentId }: Step & { ok: true }) => ({
  status,
  ...(agentId !== undefined && { agentId }),
})
