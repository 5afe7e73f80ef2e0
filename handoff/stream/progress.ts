import type { TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { DeskHandoff } from '../desk-store.ts'
import { sees } from '../visibility.ts'
import { eventText } from './event-text.ts'
import type { Line } from './line.ts'
import type { Shown, StreamStore } from './stream-store.ts'

/** Entries at the end of a transcript whose delivery and files are watched: what is older has its end. */
const WATCHED = 20
/** Entries whose last state is known. */
const REMEMBERED = 20_000

/**
 * Tells of what becomes of entries that were told before: how far answers came, and files that were loaded. Of now only: who was away asks for the conversation.
 */
export function createProgress({ store, shown }: { store: StreamStore; shown: Shown }) {
  const known = new Map<string, string>()

  return async (conversationIds: readonly string[], lines: readonly Line[]): Promise<void> => {
    if (conversationIds.length === 0 || lines.length === 0) return
    for (const handoff of await store.handoffs.latest(conversationIds)) {
      const readers = lines.filter(line => line.live && sees(line.reader.caller, handoff))
      if (readers.length > 0) await tellOf(handoff, readers)
    }
  }

  async function tellOf(handoff: DeskHandoff, lines: readonly Line[]): Promise<void> {
    const entries = await store.transcript.newest(handoff.conversationId, { limit: WATCHED })
    const groups = Map.groupBy(
      lines,
      ({ reader: { viewer } }) => `${viewer.language}|${viewer.ownTeam(handoff)}|${viewer.role}`,
    )
    const changed = new Set<string>()
    for (const group of groups.values()) {
      const viewer = group[0]?.reader.viewer
      if (viewer === undefined) continue
      const views = await shown.entries(handoff.conversationId, entries, viewer, handoff)
      for (const view of views) if (differs(view)) changed.add(view.id)
      const text = views.map(view => (changed.has(view.id) ? textOf(handoff, view) : '')).join('')
      for (const line of group) line.send(text)
    }
  }

  /** What was not seen before is in the message itself. */
  function differs({ id, delivery, media }: TranscriptEntry): boolean {
    const state = JSON.stringify([
      delivery?.status,
      delivery?.error,
      media?.map(({ status, error }) => [status, error]),
    ])
    const former = known.get(id)
    if (former === state) return false
    known.delete(id)
    known.set(id, state)
    if (known.size > REMEMBERED) known.delete(known.keys().next().value as string)
    return former !== undefined || delivery !== undefined
  }
}

const textOf = ({ id: handoffId, conversationId }: DeskHandoff, entry: TranscriptEntry): string =>
  entry.delivery === undefined
    ? eventText({ event: 'message', data: { handoffId, conversationId, entry } })
    : eventText({ event: 'delivery', data: { handoffId, entryId: entry.id, delivery: entry.delivery } })
