import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  type ContextPackage,
  contextPackageSchema,
  type HandoffSummary,
  handoffSummarySchema,
} from '../../../protocol/api/handoff.ts'
import { keys } from './keys.ts'
import { overlayRecent } from './recent.ts'
import { request } from './request.ts'
import { keepOlder } from './transcript.ts'

export const OPEN_STATUSES = ['waiting', 'offered', 'active', 'on_hold'] as const
const OPEN = OPEN_STATUSES.join(',')
/** More open hand-offs than this are no desk's: the list says that there are more. */
export const MOST_OPEN = 10_000
/** The most that the server gives at once. */
const PAGE = 200

const pageSchema = z.object({ items: z.array(handoffSummarySchema), nextCursor: z.string().optional() })

/** All open hand-offs that the agent may see, so that each filter, sort and count is a matter of a frame. */
export interface OpenHandoffs {
  items: HandoffSummary[]
  /** False while more pages come, or when there are more than `MOST_OPEN`. */
  whole: boolean
}

/** `queue`: the most urgent first, so that what matters is on the first page. */
type Order = 'queue' | 'newest'

const loadPage = (status: string, order: Order, cursor: string | undefined, signal: AbortSignal) => {
  const query = new URLSearchParams({
    status,
    order,
    limit: String(PAGE),
    ...(cursor === undefined ? {} : { cursor }),
  })
  return request(`handoffs?${query}`, { schema: pageSchema, signal })
}

/** The first page shows at once, the others as they come; then the stream keeps it up. */
export const openHandoffsQuery = queryOptions({
  queryKey: keys.openHandoffs,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  // Ten thousand rows are compared by the few that change, in the feed.
  structuralSharing: false,
  queryFn: async ({ signal, client }): Promise<OpenHandoffs> => {
    const items: HandoffSummary[] = []
    let cursor: string | undefined
    const first = client.getQueryData(keys.openHandoffs) === undefined
    do {
      const page = await loadPage(OPEN, 'queue', cursor, signal)
      items.push(...page.items)
      cursor = page.nextCursor
      if (first && cursor !== undefined) {
        client.setQueryData<OpenHandoffs>(keys.openHandoffs, { items: overlayRecent(items), whole: false })
      }
    } while (cursor !== undefined && items.length < MOST_OPEN)
    return { items: overlayRecent(items), whole: cursor === undefined }
  },
})

/** Ended ones, page by page as the list is scrolled. */
export const closedHandoffsQuery = infiniteQueryOptions({
  queryKey: keys.closedHandoffs,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) => loadPage('returned,resolved', 'newest', pageParam, signal),
  getNextPageParam: page => page.nextCursor,
})

/** The context package with the transcript, its titles in the console's language. */
export const handoffQuery = (id: string) =>
  queryOptions({
    queryKey: keys.handoff(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal, client }) => {
      const fresh = await request(`handoffs/${encodeURIComponent(id)}`, {
        schema: contextPackageSchema,
        signal,
      })
      return keepOlder(fresh, client.getQueryData<ContextPackage>(keys.handoff(id)))
    },
  })
