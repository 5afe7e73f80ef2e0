/**
 * A request and an answer as plain data: what an adapter's or the desk's routes see, so that they are tested without a
 * socket, and do not know which HTTP server carries them.
 */
export interface HttpRequest {
  method: string
  /** Path and query, as sent. */
  url: string
  /** Values of `:name` parts of the route's path, URI-decoded. */
  params: Record<string, string>
  query: URLSearchParams
  /** Lower-case names. */
  headers: Record<string, string | undefined>
  /** The raw bytes, for signatures. */
  body: Uint8Array
  /** The client's address, after trusted proxies. Never logged. */
  clientAddress: string
}

export interface HttpAnswer {
  status: number
  headers?: Record<string, string>
  /** An object is sent as JSON. */
  body?: string | Uint8Array | object
}

export interface HttpRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** `/v3/directline/conversations/:id/activities` */
  path: string
  /** Bytes of body accepted; more is answered 413 before the handler runs. Default 262,144 × 4. */
  maxBodyBytes?: number
  handle(request: HttpRequest): HttpAnswer | Promise<HttpAnswer>
}
