import { z } from 'zod'
import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { jsonOf } from './messages.ts'
import { badRequest } from './problems.ts'
import type { Upload, World } from './world.ts'

const MAX_BYTES: Readonly<Record<string, number>> = {
  dm_image: 5_242_880,
  dm_gif: 15_728_640,
  dm_video: 536_870_912,
}
const beginSchema = z.strictObject({
  media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4']),
  total_bytes: z.number().int().positive(),
  media_category: z.string().regex(/^dm_(image|gif|video)$/),
})
/** X's own wall for one piece. */
const MAX_CHUNK = 5_242_880

export function beginUpload(call: StandInCall, world: World): StandInAnswer {
  const body = beginSchema.safeParse(jsonOf(call))
  if (!body.success) return badRequest(body.error.issues.map(issue => issue.message).join('; '))
  const { media_type, total_bytes, media_category } = body.data
  if (total_bytes > (MAX_BYTES[media_category] as number)) return badRequest('the file is too large')
  const id = world.nextId()
  world.uploads.set(id, {
    contentType: media_type,
    category: media_category,
    total: total_bytes,
    chunks: [],
    ready: false,
    checksLeft: media_category === 'dm_video' ? 1 : 0,
  })
  return { status: 200, json: { data: { id, media_key: `3_${id}`, expires_after_secs: 86_400 } } }
}

export async function appendUpload(call: StandInCall, id: string, world: World): Promise<StandInAnswer> {
  const upload = world.uploads.get(id)
  const form = await formOf(call)
  const given = form?.get('media')
  // Some clients give the piece no file name, and the reader then takes it for text.
  const piece = typeof given === 'string' ? new Blob([given]) : given
  const index = Number(form?.get('segment_index') ?? Number.NaN)
  if (upload === undefined || !(piece instanceof Blob) || !Number.isInteger(index)) {
    return badRequest('segment_index and media are needed')
  }
  if (piece.size > MAX_CHUNK) return badRequest('the segment is too large')
  upload.chunks[index] = new Uint8Array(await piece.arrayBuffer())
  return { status: 200, json: { data: { expires_at: Math.floor(Date.now() / 1000) + 86_400 } } }
}

export function endUpload(id: string, world: World): StandInAnswer {
  const upload = world.uploads.get(id)
  if (upload === undefined) return badRequest('there is no such upload')
  const size = upload.chunks.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0)
  if (size !== upload.total) return badRequest('Segments do not add up to provided total file size.')
  upload.ready = upload.checksLeft === 0
  return { status: 200, json: { data: { id, media_key: `3_${id}`, size, ...processing(upload) } } }
}

export function uploadStatus({ query }: StandInCall, world: World): StandInAnswer {
  const id = query.get('media_id') ?? ''
  const upload = world.uploads.get(id)
  if (upload === undefined || query.get('command') !== 'STATUS') return badRequest('there is no such upload')
  if (upload.checksLeft > 0) upload.checksLeft--
  upload.ready = upload.checksLeft === 0
  return {
    status: 200,
    json: { data: { id, ...processing(upload), processing_info: { state: stateOf(upload) } } },
  }
}

const stateOf = (upload: Upload) => (upload.ready ? 'succeeded' : 'in_progress')

const processing = (upload: Upload) =>
  upload.ready ? {} : { processing_info: { state: 'pending', check_after_secs: 0.05 } }

async function formOf({ body, headers }: StandInCall): Promise<FormData | undefined> {
  try {
    const type = headers['content-type'] ?? ''
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    return undefined
  }
}
