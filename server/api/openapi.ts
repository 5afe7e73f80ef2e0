import { z } from 'zod'
import { conversationHitSchema } from '../../protocol/api/conversation.ts'
import { deskAgentSchema } from '../../protocol/api/desk.ts'
import {
  contextPackageSchema,
  handoffSummarySchema,
  transcriptEntrySchema,
} from '../../protocol/api/handoff.ts'
import { problemSchema } from '../../protocol/api/problem.ts'
import { ACCESS, type ApiRoute } from '../../protocol/api/route.ts'
import { scopeOf } from './serve-api.ts'

/** Schemas that have a name of their own in the document. */
const NAMED = {
  ContextPackage: contextPackageSchema,
  HandoffSummary: handoffSummarySchema,
  TranscriptEntry: transcriptEntrySchema,
  ConversationHit: conversationHitSchema,
  DeskAgent: deskAgentSchema,
  Problem: problemSchema,
}
// In zod's own registry, which keeps descriptions too.
for (const [id, schema] of Object.entries(NAMED)) {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
}

type JsonSchema = Record<string, unknown>

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The query or the JSON is wrong',
  401: 'Not signed in, or no longer',
  403: 'Not for your role or your token’s scopes, or a write without its CSRF token',
  404: 'Not there, or not for you to see',
  409: 'Not possible in its present state',
  410: 'No longer there',
  413: 'Too large',
  415: 'No type that is taken',
  422: 'The body is wrong, or the Idempotency-Key was used for another',
  429: 'Too many; `retry-after` says when',
  503: 'Not possible now, try again in a moment',
  507: 'There is no room for more files',
}

/** The OpenAPI 3.1 document of declared routes: made of the same schemas that check what is asked. */
export function openApiDocument(routes: readonly ApiRoute[], about: { version: string; server: string }) {
  const schemas: Record<string, JsonSchema> = {}
  const schemaOf = (schema: z.ZodType): JsonSchema => toSchema(schema, schemas)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemaOf) }
  }
  schemaOf(problemSchema)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Conserje: the desk’s API',
      version: about.version,
      description:
        'What the console and Slack use. Sign in with a session (a cookie; writes carry its token as `x-csrf-token`) or an API token (`Authorization: Bearer cnj_…`). ' +
        'Errors are `application/problem+json`; lists answer `items` and, when there is more, `nextCursor`; a write with an `Idempotency-Key` is done once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.server }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map(name => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'conserje_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function operation(route: ApiRoute, schemaOf: (schema: z.ZodType) => JsonSchema) {
  const { access, answer, body, bodyType, method, path, summary, tag } = route
  const scope = scopeOf(route)
  const content = answer.contentType ?? (answer.schema === undefined ? undefined : 'application/json')
  return {
    operationId: operationId(route),
    summary,
    tags: [tag],
    ...(access === undefined
      ? { security: [] }
      : {
          description: `For ${ACCESS[access].join(', ')}. Token: ${scope === 'none' ? 'not by token' : `scope ${scope}`}.`,
          security: [{ session: [] }, ...(scope === 'none' ? [] : [{ token: [] }])],
        }),
    parameters: [
      ...parameters('path', route.params, schemaOf),
      ...parameters('query', route.query, schemaOf),
      ...(method === 'GET' || access === undefined ? [] : WRITE_HEADERS),
    ],
    ...(bodyType !== undefined
      ? { requestBody: { required: true, content: { [bodyType]: {} } } }
      : body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      [answer.status]: {
        description: answer.description ?? summary,
        ...(content === undefined
          ? {}
          : {
              content: { [content]: answer.schema === undefined ? {} : { schema: schemaOf(answer.schema) } },
            }),
      },
      ...Object.fromEntries(errorsOf(route, path).map(status => [status, problemResponse(status)])),
    },
  }
}

const WRITE_HEADERS = [
  {
    name: 'x-csrf-token',
    in: 'header',
    description: 'The session’s; a token needs none',
    schema: { type: 'string' },
  },
  {
    name: 'idempotency-key',
    in: 'header',
    description: 'The same key and body again get the same answer for 24 hours, and nothing is done twice',
    schema: { type: 'string', maxLength: 200 },
  },
]

function errorsOf(route: ApiRoute, path: string): number[] {
  const found = new Set(route.errors ?? [])
  if (route.access !== undefined) for (const status of [401, 403, 429]) found.add(status)
  if (route.query !== undefined) found.add(400)
  if (route.body !== undefined) for (const status of [400, 413, 422]) found.add(status)
  if (path.includes(':')) found.add(404)
  found.add(503)
  return [...found].toSorted((a, b) => a - b)
}

const problemResponse = (status: number) => ({
  description: ERRORS[status] ?? 'An error',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** `postHandoffsIdReply` */
const operationId = ({ method, path }: ApiRoute): string =>
  method.toLowerCase() +
  path
    .replace('/api/v1/', '')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

function parameters(
  place: 'path' | 'query',
  schema: z.ZodType | undefined,
  schemaOf: (schema: z.ZodType) => JsonSchema,
): object[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(place === 'path' || required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }))
}

/** As the one who sends it writes it; what has a name goes to `schemas`, once. */
function toSchema(schema: z.ZodType, schemas: Record<string, JsonSchema>): JsonSchema {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // References to definitions become references into the document.
  const {
    $schema: _,
    $defs,
    ...found
  }: JsonSchema & { $defs?: Record<string, JsonSchema> } = JSON.parse(
    JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/'),
  )
  for (const [name, { id: _id, ...one }] of Object.entries($defs ?? {})) schemas[name] ??= one
  return found
}
