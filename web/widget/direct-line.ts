import type { Environment } from './environment.ts'
import { type Frame, fields, type Grant, readActivitySet, readGrant, text } from './wire.ts'

/**
 * Why a call failed, by what to do next: `expired` renew the token, `gone` the conversation is no more, `busy` wait
 * and try again, `refused` never try this again, `unreachable` no answer at all.
 */
export type FaultCode = 'expired' | 'gone' | 'busy' | 'refused' | 'unreachable'

/** A Direct Line call that did not succeed. */
export class DirectLineFault extends Error {
  readonly code: FaultCode
  readonly status: number | undefined
  /** What the server asked for with `Retry-After`. */
  readonly retryAfterMs: number | undefined

  constructor(code: FaultCode, details: { status?: number; retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Direct Line: ${code}${details.status ? ` (${details.status})` : ''}`, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
  }
}

/** A file to be sent, with the name that the customer sees. */
export interface OutgoingFile {
  name: string
  blob: Blob
}

/** The REST half of Direct Line 3.0, one function a call; each throws a DirectLineFault and nothing else. */
export interface DirectLine {
  generate(): Promise<Grant>
  resume(resumeToken: string): Promise<Grant>
  /** By the code of a link in a mail, once. */
  link(code: string): Promise<Grant>
  refresh(token: string): Promise<Grant>
  start(token: string, locale: string): Promise<Grant>
  /** A new stream that replays what came after the watermark ('' = everything). */
  reconnect(grant: Grant, watermark: string): Promise<Grant>
  poll(grant: Grant, watermark: string): Promise<Frame>
  /** Answers the activity's id. The same clientActivityID twice is one message to the server. */
  post(grant: Grant, activity: object): Promise<string>
  upload(grant: Grant, activity: object, files: readonly OutgoingFile[]): Promise<string>
}

const ANSWER_MS = 20_000
const UPLOAD_MS = 120_000

function faultOf(status: number, retryAfter: string | null): DirectLineFault {
  const seconds = Number(retryAfter)
  const retryAfterMs = retryAfter !== null && Number.isFinite(seconds) ? seconds * 1000 : undefined
  const details = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  if (status === 401 || status === 403) return new DirectLineFault('expired', details)
  if (status === 404 || status === 410) return new DirectLineFault('gone', details)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new DirectLineFault('busy', details)
  return new DirectLineFault('refused', details)
}

interface Call {
  method: 'GET' | 'POST'
  path: string
  token?: string
  json?: object
  form?: FormData
}

/** @param base the address that ends in `/v3/directline` */
export function createDirectLine(base: string, env: Pick<Environment, 'fetch'>): DirectLine {
  async function call({ method, path, token, json, form }: Call): Promise<unknown> {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (json) headers['content-type'] = 'application/json'
    const body = json ? JSON.stringify(json) : form
    let response: Response
    try {
      response = await env.fetch(base + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(form ? UPLOAD_MS : ANSWER_MS),
      })
      if (response.ok) return response.status === 204 ? {} : await response.json()
    } catch (cause) {
      throw new DirectLineFault('unreachable', { cause })
    }
    throw faultOf(response.status, response.headers.get('retry-after'))
  }

  async function grantFrom(request: Call): Promise<Grant> {
    const grant = readGrant(await call(request))
    if (!grant) throw new DirectLineFault('busy')
    return grant
  }

  const conversation = (grant: Grant) => `/conversations/${encodeURIComponent(grant.conversationId)}`
  const idOf = (answer: unknown) => text(fields(answer).id) ?? ''

  return {
    generate: () => grantFrom({ method: 'POST', path: '/tokens/generate', json: {} }),
    resume: resumeToken => grantFrom({ method: 'POST', path: '/tokens/resume', json: { resumeToken } }),
    link: code => grantFrom({ method: 'POST', path: '/tokens/link', json: { code } }),
    refresh: token => grantFrom({ method: 'POST', path: '/tokens/refresh', token }),
    start: (token, locale) => grantFrom({ method: 'POST', path: '/conversations', token, json: { locale } }),
    reconnect: (grant, watermark) =>
      grantFrom({
        method: 'GET',
        path: `${conversation(grant)}?watermark=${encodeURIComponent(watermark)}`,
        token: grant.token,
      }),
    poll: async (grant, watermark) =>
      readActivitySet(
        await call({
          method: 'GET',
          path: `${conversation(grant)}/activities?watermark=${encodeURIComponent(watermark)}`,
          token: grant.token,
        }),
      ),
    post: async (grant, activity) =>
      idOf(
        await call({
          method: 'POST',
          path: `${conversation(grant)}/activities`,
          token: grant.token,
          json: activity,
        }),
      ),
    upload: async (grant, activity, files) => {
      const form = new FormData()
      const type = 'application/vnd.microsoft.activity'
      form.append('activity', new Blob([JSON.stringify(activity)], { type }))
      for (const file of files) form.append('file', file.blob, file.name)
      return idOf(
        await call({ method: 'POST', path: `${conversation(grant)}/upload`, token: grant.token, form }),
      )
    },
  }
}
