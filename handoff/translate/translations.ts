import { baseOf } from '../../locales/language-tag.ts'
import type { TranscriptEntry } from '../../protocol/api/handoff.ts'
import { type Clock, isoTime } from '../../protocol/clock.ts'
import { type MaskPolicy, mask } from '../mask/mask.ts'
import type { StoredEntry } from '../package/entry-of.ts'

/** A text in another language as it is kept, or is still wanted. */
export interface StoredTranslation {
  entryId: string
  language: string
  status: 'wanted' | 'done' | 'failed'
  text?: string
  by?: string
  error?: string
}

/** What translations need of the store; main hands it in. */
export interface TranslationStore {
  of(entryIds: readonly string[], language: string): Promise<StoredTranslation[]>
  /** Wanted from now on; what is there already changes nothing. */
  want(
    rows: readonly {
      entryId: string
      language: string
      conversationId: string
      text: string
      from?: string
    }[],
    at: string,
  ): Promise<void>
}

/** Who reads: in `language`, and `reads` besides. */
export interface TranslationReader {
  language: string
  reads: readonly string[]
}

/** How sure a message's own language must be to count; a shorter one is taken to be in the conversation's. */
const SURE = 0.5

/** Texts that the reader can't read, by entry, as far as they are translated; the others are asked for. `strict` masks what is given out of the house. */
export function createTranslations({
  store,
  onWanted,
  clock,
}: {
  store: TranslationStore
  /** There is something to translate. */
  onWanted(): void
  clock: Clock
}) {
  return async (
    conversationId: string,
    entries: readonly StoredEntry[],
    reader: TranslationReader,
    strict: MaskPolicy,
  ): Promise<ReadonlyMap<string, NonNullable<TranscriptEntry['translation']>>> => {
    const foreign = foreignOf(entries, reader)
    if (foreign.length === 0) return new Map()
    const language = baseOf(reader.language)
    const known = new Map(
      (
        await store.of(
          foreign.map(({ entry }) => entry.id),
          language,
        )
      ).map(one => [one.entryId, one]),
    )
    const missing = foreign.filter(({ entry }) => !known.has(entry.id))
    if (missing.length > 0) {
      const rows = missing.map(({ entry, from }) => ({
        entryId: entry.id,
        language,
        conversationId,
        text: mask(entry.activity.text ?? '', strict),
        from,
      }))
      await store.want(rows, isoTime(clock()))
      onWanted()
    }
    return new Map(
      foreign.map(({ entry }) => [entry.id, shown(known.get(entry.id) ?? { language, status: 'wanted' })]),
    )
  }
}

const shown = ({
  language,
  status,
  text,
  by,
  error,
}: Omit<StoredTranslation, 'entryId'>): NonNullable<TranscriptEntry['translation']> => ({
  language,
  status,
  ...(text === undefined ? {} : { text }),
  ...(by === undefined ? {} : { by }),
  ...(error === undefined ? {} : { error }),
})

/** Messages with words in a language that the reader has not. What nobody knows the language of is left. */
function foreignOf(entries: readonly StoredEntry[], { language, reads }: TranslationReader) {
  const own = new Set([language, ...reads].map(baseOf))
  let last: string | undefined
  return entries.flatMap(entry => {
    const { activity, understanding, speaker } = entry
    if (understanding !== undefined && understanding.languageConfidence >= SURE) last = understanding.language
    const from = (speaker === 'customer' ? last : activity.locale) ?? activity.locale
    const words = /\p{L}{2}/u.test(activity.text ?? '')
    const isSaid = activity.type === 'message' && speaker !== 'system' && words && !isTranslated(entry)
    return isSaid && from !== undefined && !own.has(baseOf(from)) ? [{ entry, from }] : []
  })
}

/** An agent's answer that was translated for the customer stands beside its original already. */
const isTranslated = ({ activity: { channelData } }: StoredEntry): boolean =>
  typeof channelData === 'object' && channelData !== null && 'translated' in channelData
