import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { type Allowed, allowedSchema } from '../../../protocol/api/allowed.ts'
import { cannedReplySchema, deskAgentSchema, deskViewSchema } from '../../../protocol/api/desk.ts'
import { keys } from './keys.ts'
import { request } from './request.ts'

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() })

/** What the console is set up with, its labels in the console's language. */
export const deskQuery = (language: string) =>
  queryOptions({
    queryKey: keys.desk(language),
    staleTime: 600_000,
    queryFn: ({ signal }) =>
      request(`desk?language=${encodeURIComponent(language)}`, { schema: deskViewSchema, signal }),
  })

/** Everybody of the desk; kept up by the stream. */
export const agentsQuery = queryOptions({
  queryKey: keys.agents,
  staleTime: 300_000,
  queryFn: async ({ signal }) => (await request('agents', { schema: listOf(deskAgentSchema), signal })).items,
})

/** Canned replies, filled in for this hand-off. */
export const cannedQuery = (handoff: string, language: string) =>
  queryOptions({
    queryKey: keys.canned(handoff, language),
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ handoff, ...(language === '' ? {} : { language }) })
      return (await request(`canned?${query}`, { schema: listOf(cannedReplySchema), signal })).items
    },
  })

/** What the channel still allows; asked anew as soon as the customer writes. */
export const allowedQuery = (handoff: string) =>
  queryOptions({
    queryKey: keys.allowed(handoff),
    staleTime: 60_000,
    refetchInterval: 300_000,
    queryFn: ({ signal }): Promise<Allowed> =>
      request(`handoffs/${handoff}/templates`, { schema: allowedSchema, signal }),
  })
