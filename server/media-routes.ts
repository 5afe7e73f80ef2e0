import { mask, SECRETS_ONLY } from '../handoff/mask/mask.ts'
import type { HttpRoute } from '../protocol/http.ts'
import type { MediaStore } from '../store/store.ts'
import type { MediaLinks } from './media-link.ts'

/** `GET /media/:id?e=&s=`: a file that a message brought, for whoever has its signed link. Pictures are shown, all else is saved. */
export const mediaRoutes = (media: Pick<MediaStore, 'read'>, links: MediaLinks): HttpRoute[] => [
  {
    method: 'GET',
    path: '/media/:id',
    async handle({ params: { id = '' }, query }) {
      const genuine = links.isGenuine(id, query.get('e'), query.get('s'))
      const file = genuine ? await media.read(id) : undefined
      if (file === undefined) {
        return { status: 404, body: 'There is no such file, or the link has ended.\n' }
      }
      const disposition = file.contentType.startsWith('image/') ? 'inline' : 'attachment'
      return {
        status: 200,
        headers: {
          'content-type': file.contentType,
          'content-disposition': `${disposition}; filename*=UTF-8''${encodeName(file.name === undefined ? id : mask(file.name, SECRETS_ONLY))}`,
          'x-content-type-options': 'nosniff',
          // Whatever the bytes hold, the browser runs none of it in our name.
          'content-security-policy': "default-src 'none'; sandbox",
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'private, max-age=86400, immutable',
        },
        body: file.bytes,
      }
    },
  },
]

/** Without folders and what turns or ends a line; RFC 5987: `encodeURIComponent` leaves four signs that a header must not hold. */
const encodeName = (name: string): string =>
  encodeURIComponent(
    (name.replaceAll('\\', '/').split('/').at(-1) ?? '')
      .replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
      .toWellFormed()
      .slice(-120) || 'file',
  ).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
