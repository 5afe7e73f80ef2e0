import { z } from 'zod'
import { ConserjeError, OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import type { Json } from '../../protocol/json.ts'
import type { Channel, ChannelDeps } from '../adapter.ts'
import { readBytes, retryAfterMs } from '../platform-call.ts'
import type { WhatsappConfig } from './config.ts'
import { MISSING_OBJECT } from './error-codes.ts'
import type { Graph } from './graph.ts'
import { limits } from './limits.ts'
import { fileKind, fileMessage, type OutgoingFile } from './outgoing.ts'
import type { Lane, SendPace } from './send-pace.ts'

const refSchema = z.object({ id: z.string() })
const mediaSchema = z.object({
  url: z.url(),
  mime_type: z.string().optional(),
  file_size: z.coerce.number().optional(),
})

type FetchMedia = NonNullable<Channel['fetchMedia']>
type Deps = Pick<ChannelDeps, 'fetch' | 'clock' | 'readMedia'>

/**
 * Loads a file that a customer sent: Meta tells an address of a few minutes' life, which takes our token too. Kept there for 7 days.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
export function createFetchMedia(
  config: WhatsappConfig,
  graph: Graph,
  pace: SendPace,
  deps: Deps,
): FetchMedia {
  return async (ref, { account, maxBytes, signal }) => {
    const id = refSchema.safeParse(ref).data?.id
    if (id === undefined) throw new Refused('whatsapp: a file without an id')
    const path = `/${encodeURIComponent(id)}?phone_number_id=${encodeURIComponent(account)}`
    const answer = await onlyNow(() => graph({ path, method: 'GET', signal }))
    if (!answer.ok) {
      // Here it is the file that is missing, which says nothing of the account.
      if (answer.refusal.code === MISSING_OBJECT) throw new Refused('whatsapp: the file is gone')
      throw pace.refused(answer.refusal, { account, threadKey: `media ${id}` })
    }
    const media = mediaSchema.safeParse(answer.json).data
    if (!media) throw new Unreachable('whatsapp: Meta told no address of a file')
    if ((media.file_size ?? 0) > maxBytes) throw new Refused(`whatsapp: a file over ${maxBytes} bytes`)
    const url = new URL(media.url)
    // The token goes to Meta only: over TLS, or where GRAPH_API_URL points.
    if (url.protocol !== 'https:' && url.origin !== new URL(config.graph).origin) {
      throw new Refused('whatsapp: the address of a file is not safe')
    }
    const bytes = await download(url, config.token, { maxBytes, signal, deps })
    return { bytes, ...(media.mime_type === undefined ? {} : { contentType: media.mime_type }) }
  }
}

async function download(
  url: URL,
  token: string,
  { maxBytes, signal, deps }: { maxBytes: number; signal: AbortSignal; deps: Deps },
): Promise<Uint8Array> {
  try {
    const headers = { authorization: `Bearer ${token}`, 'user-agent': 'conserje' }
    const response = await deps.fetch(url, { headers, signal })
    if (response.ok) return await readBytes(response, maxBytes)
    await response.body?.cancel()
    const { status } = response
    if (status === 429) {
      throw new RateLimited(
        'whatsapp: too many files at once',
        retryAfterMs(response.headers, deps.clock()) ?? 1_000,
      )
    }
    if (status === 404 || status === 410) throw new Refused('whatsapp: the file is gone')
    throw new Unreachable(`whatsapp: HTTP ${status} for a file`)
  } catch (cause) {
    if (cause instanceof ConserjeError) throw cause
    if (cause instanceof RangeError) throw new Refused(`whatsapp: a file over ${maxBytes} bytes`, { cause })
    throw new Unreachable('whatsapp: a file could not be loaded', { cause })
  }
}

/** Meta keeps an upload for 30 days; a file that many customers get is uploaded once in this time. */
const UPLOAD_LIFE_MS = 7 * 86_400_000
const MAX_UPLOADS = 1_000

/** Uploads a file of ours and makes the message with it. @throws as `send`: nothing was sent to the customer then */
export type FileSender = (
  file: OutgoingFile & { media: string },
  lane: Lane,
  signal: AbortSignal,
) => Promise<Json>

export function createFileSender(graph: Graph, pace: SendPace, deps: Deps): FileSender {
  const uploads = new Map<string, Upload>()

  async function upload(
    media: string,
    name: string | undefined,
    lane: Lane,
    signal: AbortSignal,
  ): Promise<Upload> {
    const stored = await deps.readMedia(media.slice('media:'.length))
    if (!stored) throw new Refused('whatsapp: the file is not there any more')
    const { bytes, contentType } = stored
    const kind = fileKind(contentType)
    if (kind === undefined) throw new Refused(`whatsapp takes no files of type ${contentType}`)
    const most = limits.media?.[kind === 'document' ? 'file' : kind] ?? 0
    if (bytes.length > most) throw new Refused(`whatsapp takes files of this kind up to ${most} bytes`)
    const called = name ?? stored.name ?? 'file'
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('type', contentType)
    form.set('file', new Blob([new Uint8Array(bytes)], { type: contentType }), called)
    const answer = await onlyNow(() => graph({ path: `/${lane.account}/media`, body: form, signal }))
    if (!answer.ok) throw pace.refused(answer.refusal, lane)
    const id = refSchema.safeParse(answer.json).data?.id
    if (id === undefined) throw new Unreachable('whatsapp: Meta told no id of an upload')
    return { id, kind, contentType, name: called, until: deps.clock() + UPLOAD_LIFE_MS }
  }

  return async ({ media, name, caption }, lane, signal) => {
    const key = `${lane.account} ${media}`
    let made = uploads.get(key)
    if (!made || made.until < deps.clock()) {
      made = await upload(media, name, lane, signal)
      uploads.delete(key)
      uploads.set(key, made)
      if (uploads.size > MAX_UPLOADS) uploads.delete(uploads.keys().next().value as string)
    }
    const { id, kind, contentType } = made
    return fileMessage({ contentType, name: name ?? made.name, caption }, { id }, kind)
  }
}

interface Upload {
  /** Meta's. */
  id: string
  kind: NonNullable<ReturnType<typeof fileKind>>
  contentType: string
  name: string
  until: number
}

/** A call that may be made again whatever became of it: it sends nothing to anybody. */
async function onlyNow<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof OutcomeUnknown) throw new Unreachable(error.message, { cause: error })
    throw error
  }
}
