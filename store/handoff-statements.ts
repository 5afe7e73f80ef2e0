import type { Activity } from '../protocol/activity.ts'
import type { HandoffChange, HandoffRow, HandoffTurnChange, NewHandoff } from './handoff.ts'
import { folded, OPEN_HANDOFF } from './handoff-row.ts'
import { optionalText, plainText, type SqlValue, type Statement } from './sql.ts'
import type { Claimed, TranscriptEntry, TurnCommit } from './store.ts'

type Columns = Omit<HandoffTurnChange, 'changes'>

/** The statement of a change, at a version; times follow from the states that it leads to. */
export function changeStatement(
  id: string,
  version: number,
  change: Columns & { at: string },
): readonly [text: string, values: readonly SqlValue[]] {
  const values: SqlValue[] = [id, change.at, version]
  const sets = ['updated_at = ?2', 'version = version + 1']
  const set = (column: string, value: string | null | undefined) => {
    if (value === undefined) return
    values.push(value === null ? null : plainText(value))
    sets.push(`${column} = ?${values.length}`)
  }
  const { status } = change
  set('status', status)
  set('agent_id', change.agentId ?? (status === 'waiting' ? null : change.agentId))
  set('desk', change.desk)
  set('team', change.team)
  set('skill', change.skill)
  set('language', change.language)
  set('priority', change.priority)
  set('escalated_at', change.escalatedAt)
  set('cause', change.cause)
  set('note', change.note)
  if (status === 'offered') set('offered_until', change.offeredUntil ?? null)
  else if (status !== undefined) set('offered_until', null)
  if (status === 'active') sets.push('claimed_at = coalesce(claimed_at, ?2)')
  if (status === 'returned' || status === 'resolved') sets.push('ended_at = ?2', 'waiting_since = NULL')
  const waiting = change.whileWaiting === true ? ' AND waiting_since IS NOT NULL' : ''
  return [`UPDATE handoffs SET ${sets.join(', ')} WHERE id = ?1 AND version = ?3${waiting}`, values]
}

/** What an event of a change tells. */
export const eventData = (
  id: string,
  { by, status, data }: Pick<HandoffChange, 'by' | 'status' | 'data'>,
): string =>
  JSON.stringify({
    handoff: id,
    ...(by !== undefined && { agent: by }),
    ...(status !== undefined && { status }),
    ...data,
  })

/** What was said, of its hand-off: who waits for whom, and the last message. */
interface Said {
  /** Null: nobody waits any more; undefined: nothing of that was said. */
  waitingSince: string | null | undefined
  repliedAt: string | undefined
  last: TranscriptEntry | undefined
}

const isMessage = ({ activity }: TranscriptEntry): boolean => activity.type === 'message'

function saidIn(entries: readonly TranscriptEntry[]): Said {
  const said: Said = { waitingSince: undefined, repliedAt: undefined, last: undefined }
  for (const entry of entries) {
    // A reaction, or a word taken back, waits for no answer.
    if (!isMessage(entry)) continue
    if (entry.speaker === 'customer') said.waitingSince ??= entry.at
    // The bot's notices stand in the conversation; a row of the queue tells what people said.
    if (entry.speaker !== 'bot') said.last = entry
    if (entry.speaker !== 'agent') continue
    said.waitingSince = null
    said.repliedAt ??= entry.at
  }
  return said
}

/** Notes change nothing of it, nor does what is said when no hand-off is open. */
export function saidStatements({ handoff }: Claimed, commit: TurnCommit): Statement[] {
  if (handoff === undefined || commit.transcript.length === 0) return []
  const { waitingSince, repliedAt, last } = saidIn(commit.transcript)
  const values: SqlValue[] = [handoff.id]
  const sets: string[] = []
  if (waitingSince === null) sets.push('waiting_since = NULL')
  else if (waitingSince !== undefined) {
    values.push(waitingSince)
    // Once an agent has answered within this turn, only what came after it waits; what waited before still does.
    sets.push(
      repliedAt === undefined
        ? `waiting_since = coalesce(waiting_since, ?${values.length})`
        : `waiting_since = ?${values.length}`,
    )
  }
  if (repliedAt !== undefined) {
    values.push(repliedAt)
    sets.push(`first_reply_at = coalesce(first_reply_at, ?${values.length})`)
  }
  if (last !== undefined) {
    values.push(lastMessage(last))
    sets.push(`last_message = ?${values.length}`)
  }
  if (sets.length === 0) return []
  return [[`UPDATE handoffs SET ${sets.join(', ')} WHERE id = ?1 AND ${OPEN_HANDOFF}`, values]]
}

const LAST_MESSAGE_CHARS = 200

function lastMessage({ at, speaker, activity }: TranscriptEntry): string {
  return JSON.stringify({ at, speaker, text: textOf(activity) } satisfies HandoffRow['lastMessage'])
}

/** A file without words is told by its name. */
function textOf({ text, attachments }: Activity): string {
  const all = text ?? attachments?.map(({ name, contentType }) => name ?? contentType).join(', ') ?? ''
  return all.length > LAST_MESSAGE_CHARS
    ? `${all
        .slice(0, LAST_MESSAGE_CHARS - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
    : all
}

/** A hand-off that the turn opens. What the customer said last is what it is about, not the bot's word that somebody comes. */
export function openingStatement(
  { conversation }: Claimed,
  commit: TurnCommit,
  handoff: NewHandoff,
): Statement {
  const { status = 'waiting' } = handoff
  const { repliedAt } = saidIn(commit.transcript)
  const last = commit.transcript.filter(isMessage)
  const about = last.findLast(({ speaker }) => speaker !== 'bot') ?? last.at(-1)
  const terms = [handoff.id, ...(handoff.terms ?? [])].map(term => folded(plainText(term)))
  return [
    `INSERT INTO handoffs (id, conversation_id, customer_id, channel, language, status, reason, priority, team, skill, facts, deadline_at, created_at, updated_at, version,
       waiting_since, claimed_at, first_reply_at, last_message, search)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, 1, ?14, ?15, ?16, ?17, ?18)`,
    [
      handoff.id,
      conversation.id,
      conversation.customerId,
      conversation.thread.channel,
      optionalText(commit.language ?? conversation.language),
      status,
      handoff.reason,
      handoff.priority,
      optionalText(handoff.team),
      optionalText(handoff.skill),
      JSON.stringify(handoff.facts),
      handoff.deadlineAt,
      commit.at,
      status === 'active' ? null : commit.at,
      status === 'active' ? commit.at : null,
      status === 'active' ? (repliedAt ?? null) : null,
      about === undefined ? null : lastMessage(about),
      terms.join('\n'),
    ],
  ]
}
