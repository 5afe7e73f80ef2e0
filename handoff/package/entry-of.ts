import type { Activity } from '../../protocol/activity.ts'
import type { TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { Understanding } from '../../protocol/understanding.ts'
import type { MaskPolicy } from '../mask/mask.ts'
import { mask } from '../mask/mask.ts'
import { maskActivity } from '../mask/mask-json.ts'

/** An entry as the store keeps it, and as the events `handoff.message` hold it. */
export interface StoredEntry {
  id: string
  at: string
  speaker: TranscriptEntry['speaker']
  author?: string
  activity: Activity
  understanding?: Understanding
}

/** What is known beside an entry: how far it came, its files, and its text in the reader's language. */
export interface BesideEntry {
  delivery?: TranscriptEntry['delivery']
  /** Of this and other entries; those that it names are its own. */
  files?: NonNullable<TranscriptEntry['media']>
  translation?: TranscriptEntry['translation']
}

/** Ids of the files that an entry names. */
export const mediaIds = ({ activity }: Pick<StoredEntry, 'activity'>): string[] =>
  (activity.attachments ?? []).flatMap(
    ({ contentUrl = '' }) => /^media:(med_[\w-]+)$/.exec(contentUrl)?.[1] ?? [],
  )

/** One entry of a transcript as a reader gets it, in console, Slack and API alike: masked by `policy`. Pure. */
export function entryOf(
  entry: StoredEntry,
  { delivery, files = [], translation }: BesideEntry,
  policy: MaskPolicy,
): TranscriptEntry {
  const { id, at, speaker, author, understanding } = entry
  const activity = maskActivity(entry.activity, policy)
  const ids = mediaIds(entry)
  const media = files
    .filter(file => ids.includes(file.id))
    .map(file => (file.name === undefined ? file : { ...file, name: mask(file.name, policy) }))
  const language = understanding?.language ?? entry.activity.locale
  const beside = translation ?? translatedFrom(entry.activity)
  return {
    id,
    at,
    speaker,
    ...(author === undefined ? {} : { author }),
    ...(activity.text === undefined ? {} : { text: activity.text }),
    activity,
    ...(understanding === undefined ? {} : { intent: understanding.intent }),
    ...(language === undefined ? {} : { language }),
    ...(beside === undefined ? {} : { translation: maskedTranslation(beside, policy) }),
    ...(media.length === 0 ? {} : { media }),
    ...(delivery === undefined ? {} : { delivery }),
  }
}

const maskedTranslation = (
  translation: NonNullable<TranscriptEntry['translation']>,
  policy: MaskPolicy,
): NonNullable<TranscriptEntry['translation']> =>
  translation.text === undefined ? translation : { ...translation, text: mask(translation.text, policy) }

/** What an agent wrote, where the customer got it in another language: it goes along with the message in `channelData.translated`. */
function translatedFrom({ channelData }: Activity): TranscriptEntry['translation'] {
  const { translated } = (typeof channelData === 'object' && channelData !== null ? channelData : {}) as {
    translated?: { language?: unknown; text?: unknown; by?: unknown }
  }
  if (typeof translated?.text !== 'string' || typeof translated.language !== 'string') return undefined
  const { language, text, by } = translated
  return { language, status: 'done', text, ...(typeof by === 'string' && { by }) }
}
