import type { JsonObject } from '../../protocol/json.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { StoredEntry } from '../package/entry-of.ts'
import type { PackageReader } from '../package/package-reader.ts'

/* What the event stream needs of the house; the server hands it in. */

/** A durable event of the desk. */
export interface DeskEvent {
  seq: number
  conversationId: string
  name: string
  data: JsonObject
}

export interface StreamStore {
  events: {
    readable(): Promise<number>
    ofDesk(options: {
      after: number
      limit: number
    }): Promise<{ events: DeskEvent[]; upTo: number; behind: boolean }>
  }
  handoffs: {
    get(id: string): Promise<DeskHandoff | undefined>
    /** The newest of each of these conversations. */
    latest(conversationIds: readonly string[]): Promise<DeskHandoff[]>
  }
  transcript: {
    entries(conversationId: string, ids: readonly string[]): Promise<StoredEntry[]>
    newest(conversationId: string, options: { limit: number }): Promise<StoredEntry[]>
  }
}

/** Rows and entries as a viewer may read them. */
export type Shown = Pick<PackageReader, 'summaries' | 'entries'>
