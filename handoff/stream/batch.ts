import type { HandoffSummary, TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { ApiCaller } from '../../protocol/api/route.ts'
import type { DeskAgent, DeskHandoff } from '../desk-store.ts'
import type { StoredEntry } from '../package/entry-of.ts'
import type { PackageViewer } from '../package/package-reader.ts'
import { sees } from '../visibility.ts'
import { eventText } from './event-text.ts'
import { mentionsOf } from './mentions.ts'
import type { DeskEvent, Shown, StreamStore } from './stream-store.ts'

/** Who reads a stream. */
export interface Reader {
  caller: ApiCaller
  viewer: PackageViewer
}

/** Durable events with all that is needed to tell each reader of them. */
export interface Batch {
  /** As they are now. */
  handoffs: readonly DeskHandoff[]
  /** What this reader gets of these events, in order, after `position`. Needs `prepare` for them before. */
  textFor(reader: Reader, position: number): string
  /** False: `textFor` would leave out what was not rendered for such a reader. */
  prepared(reader: Reader): boolean
  /** Renders what these readers need and nobody needed so far. */
  prepare(readers: readonly Reader[]): Promise<void>
}

interface BatchDeps {
  store: StreamStore
  shown: Shown
  agents(): Promise<readonly DeskAgent[]>
  /** Who saw a hand-off before its last change. Undefined: not known. */
  before(handoffId: string): Pick<DeskHandoff, 'team' | 'agentId'> | undefined
}

/** Loads what the events tell of, each thing once. */
export async function loadBatch(events: readonly DeskEvent[], deps: BatchDeps): Promise<Batch> {
  const handoffs = await handoffsOf(events, deps.store)
  const entries = await entriesOf(events, deps.store)
  const notes = await notesOf([...entries.values()].flat(), deps)
  const groups = new Map<string, Rendered>()

  return {
    handoffs: [...handoffs.values()],
    prepared: ({ viewer }) => [true, false].every(own => groups.has(groupOf(viewer, own))),
    async prepare(readers) {
      for (const reader of readers) {
        for (const own of [true, false]) {
          const key = groupOf(reader.viewer, own)
          if (!groups.has(key))
            groups.set(key, await render(handoffs, entries, { ...reader.viewer, ownTeam: () => own }, deps))
        }
      }
    },
    textFor({ caller, viewer }, position) {
      let text = ''
      for (const event of events) {
        if (event.seq <= position) continue
        const handoff = handoffs.get(handoffId(event))
        if (handoff === undefined) continue
        if (!sees(caller, handoff)) {
          text += goneText(event, caller, deps.before(handoff.id))
          continue
        }
        const rendered = groups.get(groupOf(viewer, viewer.ownTeam(handoff)))
        if (rendered !== undefined) text += textOf(event, handoff, rendered, caller, notes)
      }
      return text
    },
  }
}

/** Who wrote a note, and the ids of the agents it names. */
interface Note {
  by: string
  mentioned: ReadonlySet<string>
}

interface Rendered {
  summaries: ReadonlyMap<string, HandoffSummary>
  entries: ReadonlyMap<string, TranscriptEntry>
}

const handoffId = ({ data }: DeskEvent): string => String(data.handoff ?? '')
const entryId = ({ data }: DeskEvent): string => String(data.entry ?? '')
/** What was said, or is translated now: the entry is told again as it is. */
const isMessage = ({ name }: DeskEvent): boolean =>
  name === 'handoff.message' || name === 'handoff.translated'
const groupOf = ({ role, language, reads = [] }: PackageViewer, own: boolean): string =>
  `${role}|${language}|${reads.join()}|${own}`

function textOf(
  event: DeskEvent,
  handoff: DeskHandoff,
  { summaries, entries }: Rendered,
  caller: ApiCaller,
  notes: ReadonlyMap<string, Note>,
): string {
  const id = String(event.seq)
  if (isMessage(event)) {
    const entry = entries.get(entryId(event))
    if (entry === undefined) return ''
    const { conversationId } = handoff
    const message = eventText({
      id,
      event: 'message',
      data: { handoffId: handoff.id, conversationId, entry },
    })
    // Before it, and without an id: a line that breaks between the two tells of both again.
    return mentionText(handoff, entry, notes.get(entry.id), caller) + message
  }
  const summary = summaries.get(handoff.id)
  if (summary === undefined) return ''
  const by = event.data.agent
  return eventText({
    id,
    event: 'handoff',
    data: {
      change: event.name.slice('handoff.'.length),
      ...(typeof by === 'string' ? { by } : {}),
      handoff: summary,
    },
  })
}

function mentionText(
  handoff: DeskHandoff,
  shown: TranscriptEntry,
  note: Note | undefined,
  caller: ApiCaller,
): string {
  if (!note?.mentioned.has(caller.id)) return ''
  return eventText({
    event: 'mention',
    data: { handoffId: handoff.id, entryId: shown.id, by: note.by, text: shown.text ?? '' },
  })
}

/** It went to where the reader does not see it. Who is new here may have seen it before, as far as anybody knows. */
function goneText(
  event: DeskEvent,
  caller: ApiCaller,
  before: Pick<DeskHandoff, 'team' | 'agentId'> | undefined,
): string {
  if (isMessage(event) || event.name === 'handoff.created' || (before !== undefined && !sees(caller, before)))
    return ''
  return eventText({ id: String(event.seq), event: 'gone', data: { handoffId: handoffId(event) } })
}

async function handoffsOf(
  events: readonly DeskEvent[],
  store: StreamStore,
): Promise<Map<string, DeskHandoff>> {
  const latest = await store.handoffs.latest([...new Set(events.map(({ conversationId }) => conversationId))])
  const found = new Map(latest.map(handoff => [handoff.id, handoff]))
  // A conversation that was handed over again since.
  const missing = [...new Set(events.map(handoffId))].filter(id => !found.has(id))
  for (const handoff of await Promise.all(missing.map(store.handoffs.get))) {
    if (handoff !== undefined) found.set(handoff.id, handoff)
  }
  return found
}

async function entriesOf(
  events: readonly DeskEvent[],
  store: StreamStore,
): Promise<Map<string, StoredEntry[]>> {
  const byConversation = Map.groupBy(events.filter(isMessage), ({ conversationId }) => conversationId)
  const lists = await Promise.all(
    [...byConversation].map(async ([id, said]) => {
      const ids = [...new Set(said.map(entryId))]
      return [id, await store.transcript.entries(id, ids)] as const
    }),
  )
  return new Map(lists)
}

/** By entry: worked out once, however many read it. */
async function notesOf(
  entries: readonly StoredEntry[],
  { agents }: BatchDeps,
): Promise<ReadonlyMap<string, Note>> {
  const notes = entries.filter(({ activity }) => activity.name === 'note')
  if (notes.length === 0) return new Map()
  const mentioned = mentionsOf(await agents())
  return new Map(
    notes.map(({ id, author, activity }) => [
      id,
      { by: author ?? '', mentioned: mentioned(activity.text ?? '') },
    ]),
  )
}

async function render(
  handoffs: ReadonlyMap<string, DeskHandoff>,
  entries: ReadonlyMap<string, readonly StoredEntry[]>,
  viewer: PackageViewer,
  { shown }: BatchDeps,
): Promise<Rendered> {
  const all = [...handoffs.values()]
  const byConversation = Map.groupBy(all, ({ conversationId }) => conversationId)
  const summaries = await shown.summaries(all, viewer)
  const lists = await Promise.all(
    [...byConversation].map(([id, [handoff]]) => {
      const own = entries.get(id) ?? []
      return own.length === 0 ? [] : shown.entries(id, own, viewer, handoff)
    }),
  )
  return {
    summaries: new Map(summaries.map(one => [one.id, one])),
    entries: new Map(lists.flat().map(one => [one.id, one])),
  }
}
