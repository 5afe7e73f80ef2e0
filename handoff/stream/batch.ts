import type { HandoffSummary, TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { ApiCaller } from '../../protocol/api/route.ts'
import type { DeskAgent, DeskHandoff } from '../desk-store.ts'
import type { StoredEntry } from '../package/entry-of.ts'
import type { PackageViewer } from '../package/package-reader.ts'
import { sees } from '../visibility.ts'
import { eventText } from './event-text.ts'
import { mentioned } from './mentions.ts'
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
  const stored = new Map([...entries.values()].flat().map(entry => [entry.id, entry]))
  const agents = events.some(isMessage) ? await deps.agents() : []
  const groups = new Map<string, Rendered>()

  return {
    handoffs: [...handoffs.values()],
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
        if (rendered !== undefined) text += textOf(event, handoff, rendered, { caller, agents, stored })
      }
      return text
    },
  }
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
  {
    caller,
    agents,
    stored,
  }: { caller: ApiCaller; agents: readonly DeskAgent[]; stored: ReadonlyMap<string, StoredEntry> },
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
    return mentionText(handoff, entry, stored.get(entry.id), caller, agents) + message
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
  entry: StoredEntry | undefined,
  caller: ApiCaller,
  agents: readonly DeskAgent[],
): string {
  if (entry?.activity.name !== 'note' || !mentioned(entry.activity.text ?? '', agents).includes(caller.id))
    return ''
  const by = entry.author ?? ''
  return eventText({
    event: 'mention',
    data: { handoffId: handoff.id, entryId: entry.id, by, text: shown.text ?? '' },
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
