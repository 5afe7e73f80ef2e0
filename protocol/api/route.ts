import { z } from 'zod'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../http.ts'
import type { Scope } from './account.ts'
import type { Role } from './desk.ts'
import type { DeskName } from './handoff.ts'
import { problem } from './problem.ts'

/*
 * A route of /api/v1 is declared once: from the declaration its handler gets what it was asked, checked, and the OpenAPI document gets its page.
 * docs/api.md says how to add one.
 */

/** Who may: `account` anybody signed in; `desk` who works with customers; `supervisor`; `figures` who reads figures, which tell of no customer. */
export const ACCESS = {
  account: ['agent', 'supervisor', 'designer'],
  desk: ['agent', 'supervisor'],
  supervisor: ['supervisor'],
  figures: ['supervisor', 'designer'],
} as const satisfies Record<string, readonly Role[]>
export type Access = keyof typeof ACCESS

/** Who asks. */
export interface ApiCaller {
  id: string
  name: string
  email: string
  role: Role
  /** The teams whose hand-offs and conversations they may see. */
  teams: readonly string[] | 'all'
  /** Where they work. Default: the console. */
  desk?: DeskName
}

/** What a route is asked, checked against its schemas. */
export interface ApiCall<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  request: HttpRequest
}

interface Declared {
  method: HttpRoute['method']
  /** `/api/v1/handoffs/:id` */
  path: string
  /** A sentence for the document. */
  summary: string
  /** The group in the document. */
  tag: string
  /** What it answers when all is well. */
  answer: { status: number; schema?: z.ZodType; contentType?: string; description?: string }
  /** Statuses of errors, beside those that every route has (400, 401, 403, 422, 429, 503 where they apply). */
  errors?: readonly number[]
  maxBodyBytes?: number
  /** The body's content type where it is not JSON: then `body` stays undefined and the handler reads the bytes. */
  bodyType?: string
  /** A write that is a matter of now: a repetition harms nothing, so that no answer is kept for its `Idempotency-Key`. */
  repeatable?: boolean
}

interface Schemas<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params?: P
  query?: Q
  body?: B
}

/** A declared route. `answerTo` checks what was asked and handles it; a wrong query is 400, a wrong body 422, each with a sentence. */
export interface ApiRoute extends Declared, Schemas<z.ZodType, z.ZodType, z.ZodType> {
  /** Absent: nobody need be signed in. */
  access?: Access
  /** What an API token needs to call it. Default: `read` for GET, else `write`; `none`: a person's own session only. */
  scope?: Scope | 'none'
  answerTo(request: HttpRequest, caller: ApiCaller | undefined): HttpAnswer | Promise<HttpAnswer>
}

type Nothing = z.ZodType<Record<string, never>>

/** Declares a route for who is signed in. */
export function apiRoute<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  route: Declared &
    Schemas<P, Q, B> & {
      access: Access
      scope?: Scope | 'none'
      handle(
        call: ApiCall<z.output<P>, z.output<Q>, z.output<B>> & { caller: ApiCaller },
      ): HttpAnswer | Promise<HttpAnswer>
    },
): ApiRoute {
  const { handle, ...declared } = route
  return {
    ...declared,
    answerTo(request, caller) {
      if (caller === undefined) throw new Error(`${route.path} was called for nobody`)
      const call = readCall<P, Q, B>(route, request)
      return 'status' in call ? call : handle({ ...call, caller })
    },
  }
}

/** Declares a route that needs nobody signed in. */
export function openRoute<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(
  route: Declared &
    Schemas<P, Q, B> & {
      handle(call: ApiCall<z.output<P>, z.output<Q>, z.output<B>>): HttpAnswer | Promise<HttpAnswer>
    },
): ApiRoute {
  const { handle, ...declared } = route
  return {
    ...declared,
    answerTo(request) {
      const call = readCall<P, Q, B>(route, request)
      return 'status' in call ? call : handle(call)
    },
  }
}

function readCall<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  { params, query, body, bodyType }: Schemas<P, Q, B> & Pick<Declared, 'bodyType'>,
  request: HttpRequest,
): ApiCall<z.output<P>, z.output<Q>, z.output<B>> | HttpAnswer {
  const path = (params ?? z.object({})).safeParse(request.params)
  if (!path.success) return problem(404, 'No such path', sentence(path.error, 'path'))
  const asked = (query ?? z.object({})).safeParse(Object.fromEntries(request.query))
  if (!asked.success) return problem(400, 'Wrong query', sentence(asked.error, 'query'))
  const given =
    body === undefined || bodyType !== undefined ? { value: undefined } : readBody(request.body, body)
  if ('status' in given) return given
  return {
    params: path.data as z.output<P>,
    query: asked.data as z.output<Q>,
    body: given.value as z.output<B>,
    request,
  }
}

function readBody<B extends z.ZodType>(bytes: Uint8Array, schema: B): { value: z.output<B> } | HttpAnswer {
  let json: unknown
  try {
    json = bytes.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return problem(400, 'Malformed JSON', 'the body must be one JSON object in UTF-8')
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? { value: parsed.data } : problem(422, 'Wrong body', sentence(parsed.error, 'body'))
}

/** `status: must be …; team: …`: at most five of the faults, each with its place. */
function sentence(error: z.ZodError, whole: string): string {
  return error.issues
    .slice(0, 5)
    .map(issue => `${issue.path.join('.') || whole}: ${issue.message}`)
    .join('; ')
}
