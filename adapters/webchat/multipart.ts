import type { Activity } from '../../protocol/activity.ts'
import type { HttpRequest } from '../../protocol/http.ts'
import { readActivity } from './payload.ts'
import { Refusal } from './refusal.ts'

/** Files in one post. */
const MAX_FILES = 10
/** Parts of one post, fields and empty ones too: a parser of a hundred thousand would hold up everybody for seconds. */
const MAX_PARTS = 32

/** A file as it came; nothing of it is checked yet. */
export interface UploadedFile {
  name: string
  claimedType: string
  bytes: Uint8Array
}

const MESSAGE: Activity = { type: 'message' }

/**
 * The parts of an upload: a body that is the file, or multipart with a part `activity` (a message without it) and files.
 * @throws Refusal `MissingProperty` without any file, `BadArgument` for a broken or an overfull body
 */
export async function readUpload(
  request: HttpRequest,
): Promise<{ activity: Activity; files: readonly UploadedFile[] }> {
  const contentType = request.headers['content-type'] ?? ''
  if (request.body.length === 0) throw new Refusal('MissingProperty', 'The body holds no file.')
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    const name = fileNameOf(request.headers['content-disposition'] ?? '')
    return { activity: MESSAGE, files: [{ name, claimedType: contentType, bytes: request.body }] }
  }
  if (!hasFewParts(request.body, contentType)) {
    throw new Refusal('BadArgument', `One post may have ${MAX_PARTS} parts.`)
  }
  let activity = MESSAGE
  const files: UploadedFile[] = []
  for (const [field, part] of await parts(request.body, contentType)) {
    if (field === 'activity') {
      activity = readActivity(typeof part === 'string' ? Buffer.from(part) : await bytesOf(part))
    } else if (typeof part !== 'string') {
      files.push({ name: part.name, claimedType: part.type, bytes: await bytesOf(part) })
    }
  }
  if (files.length === 0) throw new Refusal('MissingProperty', 'The body holds no file.')
  if (files.length > MAX_FILES) throw new Refusal('BadArgument', `One post may bring ${MAX_FILES} files.`)
  return { activity, files }
}

/** Counts what may be a delimiter, and stops at one too many. Without a boundary there is nothing to count, and the parser refuses. */
function hasFewParts(body: Uint8Array, contentType: string): boolean {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return true
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`--${boundary}`)
  let count = 0
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    // The last delimiter ends the body and begins no part.
    if (++count > MAX_PARTS + 1) return false
  }
  return true
}

/** Node's own parser: it takes a whole body, which we have. */
async function parts(body: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': contentType },
    }).formData()
  } catch {
    throw new Refusal('BadArgument', 'The body is not multipart/form-data.')
  }
}

const bytesOf = async (part: File) => new Uint8Array(await part.arrayBuffer())

/** From `Content-Disposition`: the extended form (RFC 5987) before the plain one. */
function fileNameOf(disposition: string): string {
  const extended = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1]
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended)
    } catch {
      return extended
    }
  }
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition)
  return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2] ?? 'file'
}
