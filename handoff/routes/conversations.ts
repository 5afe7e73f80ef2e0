import { z } from 'zod'
import {
  type ConversationHit,
  conversationHitSchema,
  conversationViewSchema,
} from '../../protocol/api/conversation.ts'
import { cursorSchema, pageOf } from '../../protocol/api/page.ts'
import { problem } from '../../protocol/api/problem.ts'
import { type ApiRoute, apiRoute } from '../../protocol/api/route.ts'
import { mask, maskCut, SECRETS_ONLY } from '../mask/mask.ts'
import type { PackageViewer } from '../package/package-reader.ts'
import type { DeskDeps } from './deps.ts'
import { visibleTo } from './queue.ts'
import { viewerOf } from './viewer.ts'

const HITS = 30
const ENTRIES = 200

const words = z.string().trim().max(200)

/** What was said, with the bot too: found by words, and read. */
export const conversationRoutes = (deps: DeskDeps): ApiRoute[] => [
  apiRoute({
    method: 'GET',
    path: '/api/v1/conversations',
    tag: 'conversations',
    summary: 'Finds conversations, newest first',
    access: 'desk',
    query: z.object({
      q: words.optional().meta({
        description:
          'Words: all must be in what was said, the customer’s name or its order numbers; `refund` finds `refunds`',
      }),
      channel: words.optional(),
      language: words.optional().meta({ description: 'With its variants' }),
      cursor: cursorSchema.optional(),
    }),
    answer: { status: 200, schema: pageOf(conversationHitSchema) },
    async handle({ query: { q, channel, language, cursor }, caller, request }) {
      const { items, next } = await deps.store.search.find({
        ...(q ? { q } : {}),
        ...(channel ? { channel } : {}),
        ...(language ? { language } : {}),
        ...(cursor === undefined ? {} : { after: cursor }),
        ...visibleTo(caller),
        limit: HITS,
        mask: hideSecrets,
      })
      const viewer = viewerOf(deps, caller, request, '')
      const found = await Promise.all(items.map(hit => shownHit(deps, hit, viewer)))
      return { status: 200, body: { items: found, ...(next === undefined ? {} : { nextCursor: next }) } }
    },
  }),
  apiRoute({
    method: 'GET',
    path: '/api/v1/conversations/:id',
    tag: 'conversations',
    summary: 'What was said, oldest first; a page is 200 entries',
    access: 'desk',
    params: z.object({ id: z.string().min(1).max(200) }),
    query: z.object({ cursor: z.coerce.number().int().min(0).optional(), language: words.optional() }),
    answer: { status: 200, schema: conversationViewSchema },
    errors: [404],
    async handle({ params: { id }, query: { cursor = 0 }, caller, request }) {
      const { items } = await deps.store.search.find({
        id,
        ...visibleTo(caller),
        limit: 1,
        mask: hideSecrets,
      })
      const [conversation] = items
      if (conversation === undefined) {
        return problem(404, 'No such conversation', 'there is none with this id among those that you may see')
      }
      const entries = await deps.store.transcript.list(id, { after: cursor, limit: ENTRIES + 1 })
      const page = entries.slice(0, ENTRIES)
      const viewer = viewerOf(deps, caller, request)
      const handoff = await handoffOf(deps, conversation)
      return {
        status: 200,
        body: {
          conversation: await shownHit(deps, conversation, viewer),
          items: await deps.packages.entries(id, page, viewer, handoff),
          ...(entries.length > ENTRIES ? { nextCursor: String(page.at(-1)?.seq) } : {}),
        },
      }
    },
  }),
]

const hideSecrets = (text: string) => mask(text, SECRETS_ONLY)

const handoffOf = async ({ store }: DeskDeps, { handoffId }: ConversationHit) =>
  handoffId === undefined ? undefined : store.handoffs.get(handoffId)

/** A hit with its line and name masked for who reads. */
async function shownHit(
  deps: DeskDeps,
  hit: ConversationHit,
  viewer: PackageViewer,
): Promise<ConversationHit> {
  const policy = deps.packages.policy(viewer, await handoffOf(deps, hit))
  return {
    ...hit,
    excerpt: maskCut(hit.excerpt, policy),
    ...(hit.customerName === undefined ? {} : { customerName: mask(hit.customerName, policy) }),
  }
}
