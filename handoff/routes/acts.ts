import type { z } from 'zod'
import type { Attachment } from '../../protocol/activity.ts'
import {
  acceptedSchema,
  noteSchema,
  replySchema,
  resolveSchema,
  returnSchema,
} from '../../protocol/api/handoff.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiCaller, type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpAnswer, HttpRequest } from '../../protocol/http.ts'
import { newId } from '../../protocol/ids.ts'
import type { Json } from '../../protocol/json.ts'
import { causeRefusal } from '../causes.ts'
import type { DeskHandoff } from '../desk-store.ts'
import { next } from '../ownership.ts'
import type { DeskDeps } from './deps.ts'
import { actorOf, conflict, findHandoff, handoffParams, isAnswer } from './find-handoff.ts'
import { languageOf } from './viewer.ts'

const ACTS = {
  reply: { body: replySchema, summary: 'Answers the customer; who replies to a waiting one has claimed it' },
  note: { body: noteSchema, summary: 'Writes a note that only the desk reads' },
  return: { body: returnSchema, summary: 'Gives the conversation back to the bot, with what was learnt' },
  resolve: { body: resolveSchema, summary: 'Ends it, with its cause' },
} as const
type Act = keyof typeof ACTS

/** What touches the conversation: answered 202 as soon as it is kept, done in the conversation's order. */
export const actRoutes = (deps: DeskDeps): ApiRoute[] =>
  (Object.keys(ACTS) as Act[]).map(verb =>
    apiRoute({
      method: 'POST',
      path: `/api/v1/handoffs/:id/${verb}`,
      tag: 'hand-offs',
      summary: ACTS[verb].summary,
      access: 'desk',
      params: handoffParams,
      body: ACTS[verb].body as z.ZodType<object>,
      answer: { status: 202, schema: acceptedSchema, description: 'Kept; it will be done, in order' },
      errors: [404, 409],
      handle: call => act(deps, call.params.id, verb, call),
    }),
  )

async function act(
  deps: DeskDeps,
  id: string,
  verb: Act,
  { body, caller, request }: { body: object; caller: ApiCaller; request: HttpRequest },
): Promise<HttpAnswer> {
  const handoff = await findHandoff(deps, id, caller)
  if (isAnswer(handoff)) return handoff
  const by = actorOf(caller)
  const step = next(handoff, { verb, by })
  if (!step.ok) return conflict(verb, step.why)
  const wrong = 'cause' in body ? causeRefusal(deps.setup().causes('en'), String(body.cause)) : undefined
  if (wrong !== undefined) return problem(422, 'Unknown cause', wrong)
  const files = 'attachments' in body ? (body.attachments as Attachment[]) : []
  const refusal = await attachFiles(deps, handoff, caller, files)
  if (refusal !== undefined) return refusal
  const approved = 'template' in body ? await deps.fillTemplate(handoff, caller, String(body.template)) : {}
  if (isAnswer(approved)) return approved
  const { translate, ...said } = body as { translate?: boolean; text?: string }
  const reply = translate === true ? await translated(deps, handoff, said, request) : said
  if (isAnswer(reply)) return reply
  // Files, the template and the translator may have taken seconds, in which somebody else took it or gave it back.
  const late = await findHandoff(deps, id, caller)
  if (isAnswer(late)) return late
  const still = next(late, { verb, by })
  if (!still.ok) return conflict(verb, still.why)
  const payload = {
    verb,
    handoffId: handoff.id,
    agentId: caller.id,
    author: caller.name,
    supervisor: by.supervisor,
    desk: caller.desk ?? 'console',
    ...reply,
    ...approved,
  }
  const given = request.headers['idempotency-key']?.slice(0, 200) ?? newId('evt')
  // Slack's keys name the message itself, which goes out once, whoever sends it.
  const key = caller.desk === 'slack' ? given : `${caller.id}:${given}`
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

/** The reply in the customer's language. An agent writes in the language that they read. */
async function translated(
  deps: DeskDeps,
  handoff: DeskHandoff,
  said: { text?: string },
  request: HttpRequest,
): Promise<object | HttpAnswer> {
  if (said.text === undefined) return said
  const language = languageOf(request.query.get('language') ?? undefined, request.headers['accept-language'])
  const found = await deps.translateReply(handoff, { text: said.text, language })
  if (!('refusal' in found)) return { ...said, ...found }
  const { status, refusal, retryAfterMs } = found
  const answer = problem(status, 'Not translated', refusal)
  if (retryAfterMs === undefined) return answer
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } }
}

/** An agent sends what they uploaded themselves: any other file of ours may be another customer's. */
async function attachFiles(
  { store }: DeskDeps,
  handoff: DeskHandoff,
  caller: ApiCaller,
  attachments: readonly Attachment[],
): Promise<HttpAnswer | undefined> {
  const urls = attachments.flatMap(({ contentUrl }) => contentUrl ?? [])
  const foreign = urls.find(url => !/^(https:|media:)/i.test(url))
  if (foreign !== undefined) {
    return problem(
      422,
      'Wrong body',
      'attachments: contentUrl must be media:<id> of an upload, or an https address',
    )
  }
  const ids = urls.flatMap(url => /^media:(.*)$/is.exec(url)?.[1] ?? [])
  if (ids.length === 0 || (await store.media.attach(ids, caller.id, handoff.conversationId))) return undefined
  return problem(
    422,
    'Wrong body',
    'attachments: media:<id> must be an upload of your own, of POST /api/v1/uploads',
  )
}
