import { z } from 'zod'
import { next } from '../handoff/ownership.ts'
import type { Json } from '../protocol/json.ts'
import { changeHandoff, type Draft } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import { handOver } from './hand-over.ts'
import type { TurnRows } from './turn-rows.ts'

/** A timer of ours: the person who took over may have gone. */
const idleSchema = z.object({ purpose: z.literal('echoIdle'), handoffId: z.string() })

/**
 * Somebody of the shop answered from the platform's own app: the desk sees it, and the bot is silent from then on, until the desk gives the conversation back or
 * nobody has written for `handoff.echoIdle`. What we sent ourselves changes nothing.
 */
export function takeEcho(
  draft: Draft,
  { rows: [row], activities: [activity] }: TurnRows,
  engine: Engine,
): void {
  const { commit } = draft
  commit.handled.push({ id: row.id, order: commit.handled.length })
  if (row.own === true || activity === undefined) return
  if (activity.type === 'message' || activity.type === 'event') {
    const author = activity.from?.name
    commit.transcript.push({
      id: row.id,
      at: row.receivedAt,
      speaker: 'agent',
      ...(author === undefined ? {} : { author }),
      activity,
    })
  }
  if (activity.type !== 'message') return
  if (draft.owner === 'human') {
    answerElsewhere(draft, row.id)
    return
  }
  handOver(draft, engine, { reason: 'taken_over', priority: 'normal' }, 'active')
  // What waited for a call is the person's to read now.
  commit.release = draft.waiting
  if (commit.handoff === undefined) return
  wakeLater(draft, row.id, commit.handoff.id, Date.parse(draft.now))
  commit.events.push({
    name: 'handoff.taken_over',
    data: { handoff: commit.handoff.id, channel: draft.claimed.conversation.thread.channel },
  })
}

/** Whoever had it to answer has answered: an agent who works on it keeps it, else it is somebody's at the platform's own app. */
function answerElsewhere(draft: Draft, rowId: string): void {
  const { handoff } = draft
  if (handoff === undefined) return
  const step = next(handoff, { verb: 'echo' })
  if (!step.ok) return
  const { status, agentId } = step
  if (agentId === undefined && handoff.agentId === undefined && handoff.status === 'active') {
    // Theirs already; the timer that runs finds their last word.
    changeHandoff(draft, { status }, { change: 'echo', status })
    return
  }
  draft.handoff = { ...handoff, status, agentId }
  changeHandoff(draft, { status, agentId: agentId ?? null }, { change: 'echo', status })
  if (agentId === undefined) wakeLater(draft, rowId, handoff.id, Date.parse(draft.now))
}

/** True for a timer of an echo's, which is taken here; any other is the engine's. */
export function takeEchoTimer(draft: Draft, { rows: [row] }: TurnRows): boolean {
  const timer = idleSchema.safeParse(row.payload).data
  if (timer === undefined) return false
  const { commit } = draft
  commit.handled.push({ id: row.id, order: commit.handled.length })
  const { handoff } = draft.claimed
  if (handoff?.id !== timer.handoffId || draft.owner !== 'human') return true
  // An agent of the desk has taken it since: then it is theirs to end.
  if (!next(draft.handoff ?? handoff, { verb: 'idle' }).ok) return true
  const lastWordMs = Date.parse(handoff.updatedAt)
  if (lastWordMs + draft.content.bot.handoff.echoIdleMs > Date.parse(draft.now)) {
    wakeLater(draft, row.id, handoff.id, lastWordMs)
    return true
  }
  if (handoff.waitingSince !== undefined && handoff.reason !== 'taken_over') {
    // They asked for a person, and their last word has no answer: it is the desk's again.
    draft.handoff = { id: handoff.id, status: 'waiting' }
    changeHandoff(draft, { status: 'waiting' }, { change: 'vanished', status: 'waiting' })
    return true
  }
  draft.owner = 'bot'
  draft.handoff = { id: handoff.id, status: 'returned' }
  changeHandoff(draft, { status: 'returned' }, { change: 'return', status: 'returned' })
  return true
}

function wakeLater(
  { claimed, content, commit }: Draft,
  rowId: string,
  handoffId: string,
  fromMs: number,
): void {
  commit.inbox.push({
    conversationId: claimed.conversation.id,
    kind: 'timer',
    key: `${rowId}:echo`,
    payload: { purpose: 'echoIdle', handoffId } satisfies Json,
    dueAt: new Date(fromMs + content.bot.handoff.echoIdleMs).toISOString(),
  })
}
