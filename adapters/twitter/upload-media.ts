import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Refused, Unreachable } from '../../protocol/errors.ts'
import type { PlatformAnswer } from '../platform-call.ts'
import type { TwitterApi } from './api.ts'
import { refusalOf } from './refusal.ts'

const processingSchema = z
  .object({ state: z.string(), check_after_secs: z.number().min(0).max(3600).optional() })
  .optional()
const uploadSchema = z.object({ data: z.object({ id: z.string(), processing_info: processingSchema }) })
const statusSchema = z.object({ data: z.object({ processing_info: processingSchema }) })

const CHUNK_BYTES = 1_048_576
/** Films are read by X after the upload; what takes longer than a send may take is tried anew. */
const PATIENCE_MS = 15_000

const CATEGORIES: Readonly<Record<string, string>> = { 'image/gif': 'dm_gif', 'video/mp4': 'dm_video' }

/**
 * Brings a file to X, in pieces; resolves to the id that a message attaches, good for a day. Nobody sees it until then, so a broken upload is simply
 * tried again.
 * @throws RateLimited | Unreachable | Refused | OutcomeUnknown
 * @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked (read 2026-11)
 */
export async function uploadMedia(
  api: TwitterApi,
  file: { bytes: Uint8Array; contentType: string },
  signal: AbortSignal,
): Promise<string> {
  const { bytes, contentType } = file
  const begun = await post('/2/media/upload/initialize', {
    json: {
      media_type: contentType,
      total_bytes: bytes.byteLength,
      media_category: CATEGORIES[contentType] ?? 'dm_image',
    },
  })
  const { id } = read(uploadSchema, begun).data
  for (let from = 0, index = 0; from < bytes.byteLength; from += CHUNK_BYTES, index++) {
    const form = new FormData()
    form.set('segment_index', String(index))
    form.set('media', new Blob([bytes.slice(from, from + CHUNK_BYTES)]), 'media')
    await post(`/2/media/upload/${id}/append`, { form })
  }
  const ended = read(uploadSchema, await post(`/2/media/upload/${id}/finalize`, {}))
  await processed(ended.data.processing_info)
  return id

  async function post(path: string, body: { json?: unknown; form?: FormData }): Promise<PlatformAnswer> {
    return checked(await api.call({ endpoint: 'media', path, harmless: true, signal, ...body }))
  }

  async function processed(info: z.infer<typeof processingSchema>): Promise<void> {
    let waitedMs = 0
    for (let now = info; now !== undefined && now.state !== 'succeeded'; ) {
      if (now.state === 'failed') throw new Refused('twitter could not read the file')
      const waitMs = (now.check_after_secs ?? 1) * 1000
      waitedMs += waitMs
      if (waitedMs > PATIENCE_MS) throw new Unreachable('twitter still reads the file')
      await pause(waitMs, undefined, { signal })
      const path = `/2/media/upload?command=STATUS&media_id=${encodeURIComponent(id)}`
      const answer = checked(await api.call({ endpoint: 'media', method: 'GET', path, signal }))
      now = read(statusSchema, answer).data.processing_info
    }
  }
}

function checked(answer: PlatformAnswer): PlatformAnswer {
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer)
  return answer
}

function read<T>(schema: z.ZodType<T>, { json }: PlatformAnswer): T {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new Unreachable('twitter answered an upload with something unknown')
  return parsed.data
}
