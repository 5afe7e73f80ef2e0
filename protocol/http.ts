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
  /**
   * In place of a body: called once the headers are sent, with where to write; what it returns is called once, when the client has gone, `end` was called or the server stops.
   */
  stream?(sink: HttpSink): () => void
}

/** An answer that goes on. */
export interface HttpSink {
  /** Nothing happens once it has ended. */
  write(text: string): void
  /** Bytes that the client has not taken yet. */
  waiting(): number
  end(): void
}

export interface HttpRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** `/v3/directline/conversations/:id/activities` */
  path: string
  /** Bytes of body accepted; more is answered 413 before the handler runs. Default 262,144 × 4. */
  maxBodyBytes?: number
  handle(request: HttpRequest): HttpAnswer | Promise<HttpAnswer>
}
