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

/**
 * What WhatsApp plays or shows in the conversation; all else goes as a document.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
const SHOWN: readonly ['image' | 'audio' | 'video', RegExp][] = [
  ['image', /^image\/(jpe?g|png|\*)$/],
  ['audio', /^audio\/(aac|amr|mpeg|mp4|ogg)$/],
  ['video', /^video\/(mp4|3gpp|3gp)$/],
]

const bare = (contentType: string) => (contentType.split(';')[0] as string).trim().toLowerCase()

/** The kind under which WhatsApp takes a file. */
export const fileKind = ({
  contentType,
  caption,
}: OutgoingFile): 'image' | 'audio' | 'video' | 'document' => {
  const kind = SHOWN.find(([, types]) => types.test(bare(contentType)))?.[0] ?? 'document'
  // Words stand under anything but a sound.
  return kind === 'audio' && caption !== undefined ? 'document' : kind
}

/** A file as a message, by its id at Meta or by its address. */
export function fileMessage(
  file: OutgoingFile,
  source: { id: string } | { link: string },
  kind: ReturnType<typeof fileKind> = fileKind(file),
): Json {
  const { name, caption, contentType } = file
  return message(kind, {
    ...source,
    ...(caption === undefined ? {} : { caption }),
    ...(kind === 'document' ? { filename: name ?? 'file' } : {}),
    // Ogg is taken with the Opus codec only: a voice message, which is shown as such.
    ...(kind === 'audio' && bare(contentType) === 'audio/ogg' ? { voice: true } : {}),
  })
}
