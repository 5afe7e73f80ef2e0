import { createHash } from 'node:crypto'
import type { StandInAnswer, StandInCall } from '../../stand-in-http.ts'
import { graphError } from './graph-error.ts'

/** Files at Meta: those that customers sent and those that we uploaded. */
export interface MediaStore {
  put(bytes: Uint8Array, contentType: string): { id: string; sha256: string }
  has(id: string): boolean
  /** `POST /<number>/media` */
  upload(call: StandInCall): Promise<StandInAnswer>
  /** `GET /<id>`, and the address that it tells. */
  describe(id: string, origin: string): StandInAnswer
  download(id: string): StandInAnswer
}

const MB = 1_000_000
/** What may be uploaded, with its limit. @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11) */
const LIMITS: readonly [RegExp, number][] = [
  [/^image\/(jpeg|png)$/, 5 * MB],
  [/^image\/webp$/, 500_000],
  [/^audio\/(aac|mp4|mpeg|amr|ogg|opus)$/, 16 * MB],
  [/^video\/(mp4|3gpp|3gp)$/, 16 * MB],
  [/^(text\/plain|application\/(pdf|msword|vnd\.\S+))$/, 100 * MB],
]

export function createMediaStore(): MediaStore {
  const files = new Map<string, { bytes: Uint8Array; contentType: string; sha256: string }>()
  const put = (bytes: Uint8Array, contentType: string) => {
    const id = String(5_000 + files.size)
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    files.set(id, { bytes, contentType, sha256 })
    return { id, sha256 }
  }
  const gone = (id: string) => graphError(400, 100, `Object with ID '${id}' does not exist`, { subcode: 33 })

  return {
    put,
    has: id => files.has(id),
    async upload({ headers, body }) {
      const form = await new Response(new Uint8Array(body), {
        headers: { 'content-type': headers['content-type'] ?? '' },
      })
        .formData()
        .catch(() => undefined)
      const file = form?.get('file')
      if (form?.get('messaging_product') !== 'whatsapp' || !(file instanceof Blob)) {
        return graphError(400, 100, 'messaging_product and file are required')
      }
      const contentType = String(form.get('type') ?? file.type)
      const most = LIMITS.find(([types]) => types.test(contentType))?.[1]
      if (most === undefined)
        return graphError(400, 100, `Param file of type ${contentType} is not supported`)
      if (file.size > most) return graphError(400, 131053, `over ${most} bytes`)
      return { status: 200, json: { id: put(new Uint8Array(await file.arrayBuffer()), contentType).id } }
    },
    describe(id, origin) {
      const file = files.get(id)
      if (!file) return gone(id)
      const { bytes, contentType, sha256 } = file
      return {
        status: 200,
        json: {
          messaging_product: 'whatsapp',
          url: `${origin}/lookaside/${id}`,
          mime_type: contentType,
          sha256,
          file_size: String(bytes.length),
          id,
        },
      }
    },
    download(id) {
      const file = files.get(id)
      if (!file) return { status: 404 }
      return { status: 200, bytes: file.bytes, headers: { 'content-type': file.contentType } }
    },
  }
}
