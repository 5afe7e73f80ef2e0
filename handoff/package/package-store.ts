import type { TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { HandoffReason } from '../../protocol/conversation.ts'
import type { Json, JsonObject } from '../../protocol/json.ts'
import type { DeskStore, HandoffStatus } from '../desk-store.ts'
import type { MaskPolicy } from '../mask/mask.ts'
import type { StoredEntry } from './entry-of.ts'

/** A conversation that the customer had before, or has elsewhere. */
export interface PastConversation {
  id: string
  channel: string
  status: 'open' | 'closed'
  openedAt: string
  lastActivityAt: string
  /** The engine's. */
  state?: Json
  handoff?: { id: string; status: HandoffStatus; reason: HandoffReason; cause?: string; facts: JsonObject }
}

/** What the package needs of the store; main hands it in. */
export interface PackageStore {
  transcript: {
    newest(
      conversationId: string,
      options: { before?: number; limit: number },
    ): Promise<(StoredEntry & { seq: number })[]>
  }
  deliveries: DeskStore['deliveries']
  media: Pick<DeskStore['media'], 'of'>
  conversations: {
    customer(id: string): Promise<{ name?: string; country?: string } | undefined>
    ofCustomer(customerId: string, options: { except: string; limit: number }): Promise<PastConversation[]>
  }
  agents: { get(id: string): Promise<{ name: string } | undefined> }
}

/** Texts of entries in another language, by entry; entries that need none are not in it. What is missing is asked for. */
export type Translate = (
  conversationId: string,
  entries: readonly StoredEntry[],
  reader: { language: string; reads: readonly string[] },
  /** What is masked of a text before it leaves the house. */
  strict: MaskPolicy,
) => Promise<ReadonlyMap<string, NonNullable<TranscriptEntry['translation']>>>
