import { uploadSchema } from '../../protocol/api/desk.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import type { DeskDeps } from './deps.ts'

/** UTF-16 units of a file's name that are kept, its end with the extension. */
const NAME = 200

/** Files that an agent attaches to an answer: kept for a day, and for good once they are sent. */
export const uploadRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'POST',
    path: '/api/v1/uploads',
    tag: 'hand-offs',
    summary:
      'Keeps a file: its bytes as body, its type as `content-type`, its name URI-encoded as `x-file-name`',
    access: 'desk',
    bodyType: 'application/octet-stream',
    maxBodyBytes: deps.maxUploadBytes,
    answer: { status: 201, schema: uploadSchema },
    errors: [413, 415, 422],
    async handle({ request, caller }) {
      const { body: bytes, headers } = request
      const contentType = headers['content-type'] ?? 'application/octet-stream'
      const name = nameOf(headers['x-file-name'])
      if (bytes.length === 0) return problem(422, 'Wrong body', 'the file is empty')
      const kept = await deps.keepUpload({ bytes, contentType, name }, caller.id)
      if ('error' in kept) return problem(415, 'Not taken', kept.error)
      return { status: 201, body: { ...kept, contentUrl: `media:${kept.id}`, name } }
    },
  }),
]

/** Without folders, and without signs that turn or end a line. */
function nameOf(header: string | undefined): string {
  let name = header ?? ''
  try {
    name = decodeURIComponent(name)
  } catch {
    // As it was sent, then.
  }
  const last = name.replaceAll('\\', '/').split('/').at(-1) ?? ''
  const plain = last.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').toWellFormed()
  return plain.slice(-NAME).trim() || 'file'
}
