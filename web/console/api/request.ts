import { z } from 'zod'

// Compiling schemas to functions needs `eval`, which the page's content security policy forbids.
z.config({ jitless: true })

/** An answer that was no success, or none at all (`status` 0). `detail` is the server's own sentence. */
export class ApiError extends Error {
  readonly status: number
  readonly detail: string | undefined
  constructor(status: number, title: string, detail?: string) {
    super(title)
    this.status = status
    this.detail = detail
  }
}

interface RequestOptions<Body> {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  schema?: z.ZodType<Body>
  idempotencyKey?: string
  signal?: AbortSignal
}

const problemSchema = z.object({ title: z.string(), detail: z.string().optional() })

let csrfToken = ''
let onSignedOut = () => {}

/** The token of the session that every write carries. */
export function setCsrfToken(token: string): void {
  csrfToken = token
}

/** Told when the server no longer knows who we are. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell
}

/** What every write carries beside its body. */
export const writeHeaders = (): Record<string, string> => ({ 'x-csrf-token': csrfToken })

/**
 * One call of `/api/v1`; an answer that is not what `schema` says counts as an error of the server.
 * @throws ApiError
 */
export async function request<Body = unknown>(
  path: string,
  { method = 'GET', body, schema, idempotencyKey, signal }: RequestOptions<Body> = {},
): Promise<Body> {
  const response = await fetch(`/api/v1/${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      // Titles and summaries come in the console's language, which need not be the browser's.
      'accept-language': document.documentElement.lang,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : writeHeaders()),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw new ApiError(0, 'offline')
  })
  return readAnswer(response, schema, path)
}

/** @throws ApiError */
export async function readAnswer<Body>(
  response: Response,
  schema: z.ZodType<Body> | undefined,
  path: string,
): Promise<Body> {
  const json: unknown = await response.json().catch(() => undefined)
  if (!response.ok) {
    if (response.status === 401 && path !== 'session') onSignedOut()
    const problem = problemSchema.safeParse(json).data
    throw new ApiError(response.status, problem?.title ?? response.statusText, problem?.detail)
  }
  // The caller reads it, or has no use for it.
  if (schema === undefined) return json as Body
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ApiError(502, 'unexpected answer', `${path}: ${issue?.path.join('.')}: ${issue?.message}`)
}
