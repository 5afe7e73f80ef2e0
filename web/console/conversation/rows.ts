import { deletedSchema, editedSchema, reactionSchema } from '../../../protocol/channel-event.ts'
import type { Entry } from '../api/transcript.ts'
import { daysAgo } from '../time/format.ts'

/** What a customer did later to an earlier message. */
export interface Marks {
  reactions: readonly string[]
  /** Its first words, where they changed them. */
  edited: boolean
  deleted: boolean
}

export type TranscriptRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; entry: Entry; isFirst: boolean; marks: Marks; now: string | undefined }
  | { kind: 'note'; key: string; entry: Entry }
  | { kind: 'notice'; key: string; entry: Entry }

const UNMARKED: Marks = { reactions: [], edited: false, deleted: false }

/** The same speaker after a longer pause is named again. */
const GROUP_MS = 300_000

interface Change extends Marks {
  text?: string | undefined
}

/**
 * The transcript as rows: days between, messages of one speaker in groups, and what was done to an earlier message (a sign under it, an edit, taken back) shown at that message; where it is not here,
 * as a line of its own.
 */
export function rowsOfTranscript(entries: readonly Entry[]): TranscriptRow[] {
  const ids = new Set(
    entries.flatMap(({ id, activity }) => (activity.id === undefined ? [id] : [id, activity.id])),
  )
  const changes = new Map<string, Change>()
  const folded = new Set<string>()
  for (const entry of entries) if (foldChange(entry, ids, changes)) folded.add(entry.id)
  const rows: TranscriptRow[] = []
  let last: Entry | undefined
  let lastSpoken: Entry | undefined
  for (const entry of entries) {
    if (folded.has(entry.id)) continue
    if (last === undefined || daysAgo(last.at, Date.parse(entry.at)) !== 0) {
      rows.push({ kind: 'day', key: `day ${entry.at}`, at: entry.at })
      lastSpoken = undefined
    }
    last = entry
    const kind = kindOf(entry)
    if (kind !== 'message') {
      lastSpoken = undefined
      rows.push({ kind, key: entry.id, entry })
      continue
    }
    const { text, ...marks }: Change =
      changes.get(entry.activity.id ?? '') ?? changes.get(entry.id) ?? UNMARKED
    rows.push({ kind, key: entry.id, entry, isFirst: !isGrouped(lastSpoken, entry), marks, now: text })
    lastSpoken = entry
  }
  return rows
}

function kindOf({ activity, speaker }: Entry): 'message' | 'note' | 'notice' {
  if (activity.type === 'event' && activity.name === 'note') return 'note'
  return activity.type === 'message' && speaker !== 'system' ? 'message' : 'notice'
}

const isGrouped = (before: Entry | undefined, entry: Entry): boolean =>
  before !== undefined &&
  before.speaker === entry.speaker &&
  before.author === entry.author &&
  Date.parse(entry.at) - Date.parse(before.at) < GROUP_MS

/** True when the entry only changes a message that is here. */
function foldChange({ activity }: Entry, ids: ReadonlySet<string>, changes: Map<string, Change>): boolean {
  if (activity.type !== 'event') return false
  const change = changeOf(activity.name, activity.value)
  if (change === undefined || !ids.has(change.messageId)) return false
  const { messageId, emoji, ...rest } = change
  const old = changes.get(messageId) ?? UNMARKED
  const reactions = change.kind === 'reaction' ? (emoji === undefined ? [] : [emoji]) : old.reactions
  const { kind: _, ...marks } = rest
  changes.set(messageId, { ...old, ...marks, reactions })
  return true
}

function changeOf(name: string | undefined, value: unknown) {
  if (name === 'reaction') {
    const found = reactionSchema.safeParse(value).data
    return found && { kind: 'reaction' as const, messageId: found.messageId, emoji: found.emoji }
  }
  if (name === 'edited') {
    const found = editedSchema.safeParse(value).data
    return (
      found && {
        kind: 'edited' as const,
        messageId: found.messageId,
        edited: true,
        text: found.text,
        emoji: undefined,
      }
    )
  }
  const found = name === 'deleted' ? deletedSchema.safeParse(value).data : undefined
  return found && { kind: 'deleted' as const, messageId: found.messageId, deleted: true, emoji: undefined }
}
