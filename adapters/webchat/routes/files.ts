import type { HttpAnswer, HttpRequest } from '../../../protocol/http.ts'
import type { Webchat } from '../context.ts'
import { isFileLink } from '../file-link.ts'
import { Refusal } from '../refusal.ts'

/** GET /files/:id?s=: an uploaded file by its signed link, for 24 hours. Only pictures are shown, all else is saved. */
export async function file(chat: Webchat, request: HttpRequest): Promise<HttpAnswer> {
  const id = request.params.id as string
  const genuine = isFileLink(chat.deps.tokenSecret, id, request.query.get('s'))
  const found = genuine ? await chat.deps.webchat.log.file(id) : undefined
  if (!found) throw new Refusal('NotFound', 'There is no such file, or its 24 hours are over.')
  const disposition = found.contentType.startsWith('image/') ? 'inline' : 'attachment'
  return {
    status: 200,
    headers: {
      'content-type': found.contentType,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeName(found.name)}`,
      'x-content-type-options': 'nosniff',
      // Whatever the bytes hold, the browser runs none of it in our name.
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=86400, immutable',
    },
    body: found.bytes,
  }
}

/** RFC 5987: `encodeURIComponent` leaves four signs that a header must not hold. */
const encodeName = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
