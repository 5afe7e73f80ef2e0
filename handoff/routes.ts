import type { z } from 'zod'
import {
  HANDOFF_STATUSES,
  handoffStatusSchema,
  noteSchema,
  replySchema,
  resolveSchema,
  returnSchema,
  transferSchema,
} from '../protocol/api/handoff.ts'
import { problem } from '../protocol/api/problem.ts'
import type { Clock } from '../protocol/clock.ts'
import { isoTime } from '../protocol/clock.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../protocol/http.ts'
import { newId } from '../protocol/ids.ts'
import type { Json } from '../protocol/json.ts'
import { contextPackage, mediaIds, summarise } from './context-package.ts'
import type { DeskAgent, DeskHandoff, DeskStore } from './desk-store.ts'
import { type DeskVerb, nextStatus } from './ownership.ts'

export interface DeskDeps {
  store: DeskStore
  /** Where a stored file can be loaded. */
  mediaPath(id: string): string
  clock: Clock
  /** Who asks; an answer (401, 403) when nobody may. Writes need the CSRF token. */
  authenticate(request: HttpRequest): Promise<DeskAgent | HttpAnswer>
  /** By id or e-mail address. */
  findAgent(idOrEmail: string): Promise<DeskAgent | undefined>
}

const PAGE = 50

/** The desk's REST API: `GET /api/v1/handoffs`, `GET /api/v1/handoffs/:id` and its verbs. */
export function createDeskRoutes(deps: DeskDeps): HttpRoute[] {
  const signedIn =
    (handle: (request: HttpRequest, agent: DeskAgent) => Promise<HttpAnswer>) =>
    async (request: HttpRequest) => {
      const agent = await deps.authenticate(request)
      return 'status' in agent ? agent : handle(request, agent)
    }
  const verb = (
    name: DeskVerb,
    handle: (request: HttpRequest, agent: DeskAgent) => Promise<HttpAnswer>,
  ): HttpRoute => ({
    method: 'POST',
    path: `/api/v1/handoffs/:id/${name}`,
    handle: signedIn(handle),
  })
  const move = (name: DeskVerb) => verb(name, (request, agent) => moveStatus(deps, request, agent, name))
  return [
    { method: 'GET', path: '/api/v1/handoffs', handle: signedIn(request => list(deps, request)) },
    { method: 'GET', path: '/api/v1/handoffs/:id', handle: signedIn(request => show(deps, request)) },
    move('accept'),
    move('decline'),
    move('claim'),
    move('hold'),
    move('resume'),
    verb('transfer', request => transfer(deps, request)),
    verb('reply', (request, agent) => act(deps, request, agent, 'reply', replySchema)),
    verb('note', (request, agent) => act(deps, request, agent, 'note', noteSchema)),
    verb('return', (request, agent) => act(deps, request, agent, 'return', returnSchema)),
    verb('resolve', (request, agent) => act(deps, request, agent, 'resolve', resolveSchema)),
  ]
}

async function list(deps: DeskDeps, request: HttpRequest): Promise<HttpAnswer> {
  const asked = request.query.get('status')?.split(',').filter(Boolean)
  const unknown = asked?.find(status => !handoffStatusSchema.safeParse(status).success)
  if (unknown !== undefined) {
    return problem(
      400,
      'Unknown status',
      `status may be ${HANDOFF_STATUSES.join(', ')}, with commas; found ${JSON.stringify(unknown)}`,
    )
  }
  const after = request.query.get('cursor')
  const rows = await deps.store.handoffs.list({
    ...(asked === undefined ? {} : { status: asked.map(status => handoffStatusSchema.parse(status)) }),
    ...(after === null ? {} : { after }),
    limit: PAGE + 1,
  })
  const page = rows.slice(0, PAGE)
  const now = deps.clock()
  return {
    status: 200,
    body: {
      items: page.map(row => summarise(row, now)),
      ...(rows.length > PAGE ? { nextCursor: page.at(-1)?.id } : {}),
    },
  }
}

async function show(deps: DeskDeps, request: HttpRequest): Promise<HttpAnswer> {
  const handoff = await deps.store.handoffs.get(request.params.id ?? '')
  return handoff === undefined ? notFound : answerWith(deps, handoff)
}

async function answerWith(deps: DeskDeps, handoff: DeskHandoff): Promise<HttpAnswer> {
  const { transcript, deliveries, media } = deps.store
  const entries = await transcript.list(handoff.conversationId)
  const outgoing = entries.filter(({ speaker }) => speaker === 'bot' || speaker === 'agent')
  const delivered = await deliveries.of(outgoing.map(({ id }) => id))
  const ids = entries.flatMap(mediaIds)
  const files = (ids.length === 0 ? [] : await media.of(ids)).map(
    ({ id, status, contentType, name, size, error }) => ({
      id,
      status,
      ...(contentType === undefined ? {} : { contentType }),
      ...(name === undefined ? {} : { name }),
      ...(size === undefined ? {} : { size }),
      ...(status === 'stored' ? { url: deps.mediaPath(id) } : {}),
      ...(error === undefined ? {} : { error }),
    }),
  )
  return { status: 200, body: contextPackage(handoff, entries, { delivered, files }, deps.clock()) }
}

/** Changes the state only: compare and set, so of many who claim at once exactly one wins. */
async function moveStatus(
  deps: DeskDeps,
  request: HttpRequest,
  agent: DeskAgent,
  verb: DeskVerb,
): Promise<HttpAnswer> {
  const handoff = await deps.store.handoffs.get(request.params.id ?? '')
  if (handoff === undefined) return notFound
  const status = nextStatus(handoff.status, verb)
  if (status === undefined) return conflict(handoff, verb)
  if ((verb === 'accept' || verb === 'decline') && handoff.agentId !== agent.id) {
    return problem(409, 'Not possible now', `${verb} is for the agent to whom it was offered`)
  }
  const taken = status === 'active' ? { agentId: agent.id } : {}
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    status,
    ...taken,
    at: isoTime(deps.clock()),
  })
  return won ? show(deps, request) : conflict(handoff, verb)
}

async function transfer(deps: DeskDeps, request: HttpRequest): Promise<HttpAnswer> {
  const body = parseBody(request, transferSchema)
  if ('status' in body) return body
  const handoff = await deps.store.handoffs.get(request.params.id ?? '')
  if (handoff === undefined) return notFound
  if (nextStatus(handoff.status, 'transfer') === undefined) return conflict(handoff, 'transfer')
  const to = await deps.findAgent(body.value.to)
  if (to === undefined) {
    return problem(
      422,
      'Wrong body',
      'to: names no agent; give an id or an e-mail address of conserje user list',
    )
  }
  const won = await deps.store.handoffs.update(handoff.id, handoff.version, {
    status: 'offered',
    agentId: to.id,
    at: isoTime(deps.clock()),
  })
  return won ? show(deps, request) : conflict(handoff, 'transfer')
}

/** What touches the conversation goes its one way in: a row of the inbox. 202: it is kept and will be done, in order. */
async function act<Body extends object>(
  deps: DeskDeps,
  request: HttpRequest,
  agent: DeskAgent,
  verb: DeskVerb,
  schema: z.ZodType<Body>,
): Promise<HttpAnswer> {
  const body = parseBody(request, schema)
  if ('status' in body) return body
  const handoff = await deps.store.handoffs.get(request.params.id ?? '')
  if (handoff === undefined) return notFound
  if (nextStatus(handoff.status, verb) === undefined) return conflict(handoff, verb)
  const payload = { verb, handoffId: handoff.id, agentId: agent.id, author: agent.name, ...body.value }
  const key = request.headers['idempotency-key']?.slice(0, 200) ?? newId('evt')
  const [row] = await deps.store.inbox.enqueue([
    {
      conversationId: handoff.conversationId,
      kind: 'agent',
      key: `desk:${handoff.id}:${verb}:${key}`,
      payload: (verb === 'return' ? { slots: {}, ...payload } : payload) as Json,
      dueAt: isoTime(deps.clock()),
    },
  ])
  return { status: 202, body: { id: row?.id } }
}

function parseBody<Body>(request: HttpRequest, schema: z.ZodType<Body>): { value: Body } | HttpAnswer {
  let json: unknown
  try {
    json = request.body.length === 0 ? {} : JSON.parse(Buffer.from(request.body).toString('utf8'))
  } catch {
    return problem(400, 'Malformed JSON', 'the body must be one JSON object')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { value: parsed.data }
  const issue = parsed.error.issues[0]
  return problem(
    422,
    'Wrong body',
    issue === undefined ? undefined : `${issue.path.join('.') || 'body'}: ${issue.message}`,
  )
}

const notFound = problem(404, 'No such hand-off')
const conflict = (handoff: DeskHandoff, verb: DeskVerb) =>
  problem(409, 'Not possible now', `${verb} is not possible: the hand-off is ${handoff.status}`)
