import { z } from 'zod'
import type { Json } from '../../protocol/json.ts'

/** A file of ours, or one behind an address. */
export interface OutgoingFile {
  contentType: string
  name?: string | undefined
  caption?: string | undefined
}

/** What one row of the outbox holds for this channel: a message as Meta takes it (without its recipient), a file that must be uploaded first, or the sign of typing. */
export const outgoingSchema = z.union([
  z.object({ message: z.looseObject({ type: z.string() }) }),
  z.object({
    file: z.object({
      media: z.string(),
      contentType: z.string(),
      name: z.string().optional(),
      caption: z.string().optional(),
    }),
  }),
  z.object({ typing: z.literal(true) }),
])

/** A message of a kind: `{type: 'text', text: {…}}`. */
export const message = (type: string, content: Json): Json => ({ type, [type]: content })

type FileKind = 'image' | 'audio' | 'video' | 'document'

/**
 * The files that WhatsApp takes. By an address the type of a picture may be unknown (a card's).
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
const KINDS: readonly [FileKind, RegExp][] = [
  ['image', /^image\/(jpe?g|png|\*)$/],
  ['audio', /^audio\/(aac|amr|mpeg|mp4|ogg)$/],
  ['video', /^video\/(mp4|3gpp|3gp)$/],
  [
    'document',
    /^(text\/plain|application\/(pdf|msword|vnd\.(ms-(excel|powerpoint)|openxmlformats-officedocument\.\S+)))$/,
  ],
]

const bare = (contentType: string) => (contentType.split(';')[0] as string).trim().toLowerCase()

/** The kind under which WhatsApp takes a file of this type; undefined: not at all. */
export const fileKind = (contentType: string): FileKind | undefined =>
  KINDS.find(([, types]) => types.test(bare(contentType)))?.[0]

/** A file as a message, by its id at Meta or by its address. Words can't stand under a sound: `render` sends them apart. */
export function fileMessage(
  { name, caption, contentType }: OutgoingFile,
  source: { id: string } | { link: string },
  kind: FileKind,
): Json {
  return message(kind, {
    ...source,
    ...(caption === undefined || kind === 'audio' ? {} : { caption }),
    ...(kind === 'document' ? { filename: name ?? 'file' } : {}),
    // Ogg is taken with the Opus codec only: a voice message, which is shown as such.
    ...(kind === 'audio' && bare(contentType) === 'audio/ogg' ? { voice: true } : {}),
  })
}
