import {
  type ContextPackage,
  type HandoffSummary,
  TRANSCRIPT_PAGE,
  type TranscriptEntry,
  type TranscriptPage,
} from '../../protocol/api/handoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Json } from '../../protocol/json.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { MaskPolicy } from '../mask/mask.ts'
import { policyFor, type Reader } from '../mask/policy.ts'
import type { AgentWords } from './agent-words.ts'
import { contextPackage } from './context-package.ts'
import { earlierOf } from './earlier.ts'
import { entryOf, mediaIds, type StoredEntry } from './entry-of.ts'
import type { PackageStore, Translate } from './package-store.ts'
import { factsOf, given, summarise } from './summarise.ts'

/** Who reads, and in which language. */
export interface PackageViewer {
  role: Reader['role']
  /** BCP 47. */
  language: string
  /** What they read besides: it is not translated for them. */
  reads?: readonly string[]
  /** They belong to the team that has it, or it is with them; true where there are no teams. */
  ownTeam(handoff: DeskHandoff): boolean
}

export interface PackageDeps {
  store: PackageStore
  /** Words of the desk and the bot; a language that nobody has words for falls back to English. */
  words(language: string): AgentWords
  /** What the engine knows of the matter, from its state. */
  situation(state: Json | undefined): unknown
  /** Where a stored file can be loaded. */
  mediaPath(id: string): string
  suggest?(
    handoff: DeskHandoff,
    transcript: readonly StoredEntry[],
  ): Promise<NonNullable<ContextPackage['suggestions']>>
  translate?: Translate
  clock: Clock
}

/** The one way to read what the desk shows, for console, Slack and API alike: everything masked for who reads. */
export interface PackageReader {
  /** Rows of the queue, in the order given. */
  summaries(handoffs: readonly DeskHandoff[], viewer: PackageViewer): Promise<HandoffSummary[]>
  /** The context package, with the newest entries of the transcript. */
  read(handoff: DeskHandoff, viewer: PackageViewer): Promise<ContextPackage>
  /** Entries before `cursor`, as `transcriptCursor` or `nextCursor` gave it; undefined: there is no such cursor. */
  transcript(
    handoff: DeskHandoff,
    viewer: PackageViewer,
    cursor: string | undefined,
  ): Promise<TranscriptPage | undefined>
  /** What is masked for a reader of a conversation; without a hand-off it is of no team. */
  policy(viewer: PackageViewer, handoff?: DeskHandoff): MaskPolicy
  /** Entries of any conversation, for the event stream and for search; `handoff` knows what is personal in it. */
  entries(
    conversationId: string,
    entries: readonly StoredEntry[],
    viewer: PackageViewer,
    handoff?: DeskHandoff,
  ): Promise<TranscriptEntry[]>
}

/** Earlier conversations in a package. */
const EARLIER = 10

export function createPackageReader(deps: PackageDeps): PackageReader {
  const { store, clock } = deps
  const policyOf = (
    handoff: DeskHandoff | undefined,
    viewer: PackageViewer,
    said: readonly StoredEntry[] = [],
  ) => {
    const ownTeam = handoff === undefined || viewer.ownTeam(handoff)
    return policyFor({ role: viewer.role, ownTeam }, handoff && factsOf(handoff), said)
  }
  const nameOf = async (id: string | undefined) =>
    id === undefined ? undefined : (await store.agents.get(id))?.name

  async function page(conversationId: string, before: number | undefined) {
    const rows = await store.transcript.newest(conversationId, {
      ...given('before', before),
      limit: TRANSCRIPT_PAGE + 1,
    })
    const entries = rows.slice(-TRANSCRIPT_PAGE)
    return { entries, older: rows.length > TRANSCRIPT_PAGE ? String(entries[0]?.seq) : undefined }
  }

  return {
    async summaries(handoffs, viewer) {
      const ids = [...new Set(handoffs.flatMap(({ agentId }) => agentId ?? []))]
      const names = await Promise.all(ids.map(async id => [id, await nameOf(id)] as const))
      const agents = new Map(names)
      return handoffs.map(handoff =>
        summarise(handoff, {
          words: deps.words(viewer.language),
          policy: policyOf(handoff, viewer),
          nowMs: clock(),
          agentName: agents.get(handoff.agentId ?? ''),
        }),
      )
    },

    async read(handoff, viewer) {
      const { conversationId, customerId } = handoff
      const words = deps.words(viewer.language)
      const [{ entries, older }, customer, past, agentName] = await Promise.all([
        page(conversationId, undefined),
        store.conversations.customer(customerId),
        store.conversations.ofCustomer(customerId, { except: conversationId, limit: EARLIER }),
        nameOf(handoff.agentId),
      ])
      const policy = policyOf(handoff, viewer, entries)
      const [transcript, suggestions] = await Promise.all([
        shown(deps, conversationId, entries, policy, viewer, handoff),
        deps.suggest?.(handoff, entries) ?? [],
      ])
      return contextPackage(handoff, {
        words,
        policy,
        nowMs: clock(),
        agentName,
        customer,
        earlier: past.map(one => earlierOf(one, words, deps.situation)),
        transcript,
        transcriptCursor: older,
        suggestions,
      })
    },

    async transcript(handoff, viewer, cursor) {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return undefined
      const { entries, older } = await page(
        handoff.conversationId,
        cursor === undefined ? undefined : Number(cursor),
      )
      const policy = policyOf(handoff, viewer, entries)
      const items = await shown(deps, handoff.conversationId, entries, policy, viewer, handoff)
      return { items, ...given('nextCursor', older) }
    },

    policy: (viewer, handoff) => policyOf(handoff, viewer),

    entries(conversationId, entries, viewer, handoff) {
      const policy = policyOf(handoff, viewer, entries)
      return shown(deps, conversationId, entries, policy, viewer, handoff)
    },
  }
}

/** For who is not of the house. */
const strictPolicy = (handoff: DeskHandoff | undefined, entries: readonly StoredEntry[]): MaskPolicy =>
  policyFor({ role: 'designer', ownTeam: false }, handoff && factsOf(handoff), entries)

/** Entries with how far each came, their files and their translation. */
async function shown(
  { store, mediaPath, translate }: PackageDeps,
  conversationId: string,
  entries: readonly StoredEntry[],
  policy: MaskPolicy,
  { language, reads = [] }: PackageViewer,
  handoff: DeskHandoff | undefined,
): Promise<TranscriptEntry[]> {
  const outgoing = entries
    .filter(({ speaker }) => speaker === 'bot' || speaker === 'agent')
    .map(({ id }) => id)
  const ids = entries.flatMap(mediaIds)
  const [delivered, media, translations] = await Promise.all([
    outgoing.length === 0 ? new Map<string, never>() : store.deliveries.of(outgoing),
    ids.length === 0 ? [] : store.media.of(ids),
    translate?.(conversationId, entries, { language, reads }, strictPolicy(handoff, entries)),
  ])
  const files = media.map(({ id, status, contentType, name, size, error }) => ({
    id,
    status,
    ...given('contentType', contentType),
    ...given('name', name),
    ...given('size', size),
    ...given('url', status === 'stored' ? mediaPath(id) : undefined),
    ...given('error', error),
  }))
  return entries.map(entry =>
    entryOf(
      entry,
      {
        ...given('delivery', delivered.get(entry.id)),
        files,
        ...given('translation', translations?.get(entry.id)),
      },
      policy,
    ),
  )
}
