import { z } from 'zod'
import { countsSchema } from '../../protocol/api/desk.ts'
import {
  contextPackageSchema,
  HANDOFF_STATUSES,
  handoffStatusSchema,
  handoffSummarySchema,
  transcriptPageSchema,
} from '../../protocol/api/handoff.ts'
import { cursorSchema, pageOf } from '../../protocol/api/page.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiCaller, type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HandoffFilter } from '../desk-store.ts'
import type { DeskDeps } from './deps.ts'
import { findHandoff, handoffParams, isAnswer } from './find-handoff.ts'
import { showHandoff } from './show-handoff.ts'
import { viewerOf } from './viewer.ts'

const PAGE = 50

const words = z.string().trim().max(200)

const inLanguage = {
  language: words.optional().meta({ description: 'Of titles, summary and translations: en, es, ro' }),
}

/** What is asked of the queue; all that is given must fit. */
const querySchema = z.object({
  status: z
    .string()
    .transform(text => text.split(',').filter(Boolean))
    .pipe(
      z.array(
        z.string().refine(text => handoffStatusSchema.safeParse(text).success, {
          error: ({ input }) =>
            `may be ${HANDOFF_STATUSES.join(', ')}, with commas; found ${JSON.stringify(input)}`,
        }),
      ),
    )
    .optional()
    .meta({ description: `${HANDOFF_STATUSES.join(', ')}, with commas` }),
  team: words.optional().meta({ description: 'A team of desk.yaml' }),
  agent: words.optional().meta({ description: '`me`, `none` or an agent’s id' }),
  language: words.optional().meta({ description: 'With its variants: `pt` finds `pt-BR`' }),
  channel: words.optional(),
  overdue: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: only what is past its deadline' }),
  q: words.optional().meta({ description: 'Part of the customer’s name or of an order number, or an id' }),
  order: z
    .enum(['queue', 'oldest', 'newest'])
    .default('oldest')
    .meta({ description: '`queue`: the most urgent first, then the oldest' }),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(PAGE),
  titles: inLanguage.language,
})
type Query = z.output<typeof querySchema>

/** The queue: its list, its counts and one of it. */
export const queueRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/handoffs',
    tag: 'hand-offs',
    summary: 'Lists the hand-offs that you may see',
    access: 'desk',
    query: querySchema,
    answer: { status: 200, schema: pageOf(handoffSummarySchema) },
    async handle({ query, caller, request }) {
      const { items, next } = await deps.store.handoffs.page({
        ...filterOf(query, caller, isoTime(deps.clock())),
        ...(query.cursor === undefined ? {} : { after: query.cursor }),
        order: query.order,
        limit: query.limit,
      })
      return {
        status: 200,
        body: {
          items: await deps.packages.summaries(items, viewerOf(deps, caller, request, query.titles ?? '')),
          ...(next === undefined ? {} : { nextCursor: next }),
        },
      }
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/handoffs/counts',
    tag: 'hand-offs',
    summary: 'Counts the open ones that you may see: by status, yours, nobody’s, overdue ones',
    access: 'desk',
    answer: { status: 200, schema: countsSchema },
    async handle({ caller }) {
      const now = isoTime(deps.clock())
      return {
        status: 200,
        body: await deps.store.handoffs.counts({ ...visibleTo(caller), agentId: caller.id, now }),
      }
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/handoffs/:id',
    tag: 'hand-offs',
    summary: 'The context package: all that an agent needs to answer without asking again',
    access: 'desk',
    params: handoffParams,
    query: z.object(inLanguage),
    answer: { status: 200, schema: contextPackageSchema },
    errors: [404],
    handle: ({ params: { id }, caller, request }) => showHandoff(deps, id, caller, request),
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/handoffs/:id/transcript',
    tag: 'hand-offs',
    summary: 'What was said before the newest entries that the context package has',
    access: 'desk',
    params: handoffParams,
    query: z.object({ cursor: cursorSchema.optional(), ...inLanguage }),
    answer: { status: 200, schema: transcriptPageSchema },
    errors: [404],
    async handle({ params: { id }, query, caller, request }) {
      const handoff = await findHandoff(deps, id, caller)
      if (isAnswer(handoff)) return handoff
      const page = await deps.packages.transcript(handoff, viewerOf(deps, caller, request), query.cursor)
      return page === undefined
        ? problem(400, 'Wrong query', 'cursor: is none that transcriptCursor or nextCursor gave')
        : { status: 200, body: page }
    },
  }),
]

/** As the store filters by it. */
export const visibleTo = (caller: ApiCaller): Pick<HandoffFilter, 'visibleTo'> =>
  caller.teams === 'all' ? {} : { visibleTo: { teams: caller.teams, agentId: caller.id } }

function filterOf(query: Query, caller: ApiCaller, now: string): HandoffFilter {
  const { status, team, agent, language, channel, overdue, q } = query
  return {
    ...visibleTo(caller),
    ...(status === undefined ? {} : { status: status.map(one => handoffStatusSchema.parse(one)) }),
    ...(team ? { team } : {}),
    ...(agent ? { agentId: agent === 'me' ? caller.id : agent === 'none' ? null : agent } : {}),
    ...(language ? { language } : {}),
    ...(channel ? { channel } : {}),
    ...(overdue === 'true' ? { overdueAt: now } : {}),
    ...(q ? { q } : {}),
  }
}
