import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { z } from 'zod'
import { conversationHitSchema, conversationViewSchema } from '../../../protocol/api/conversation.ts'
import { request } from './request.ts'

/** What conversations are looked for by. Empty: any. */
export interface ConversationsAsked {
  q: string
  channel: string
  language: string
}

const pageSchema = z.object({ items: z.array(conversationHitSchema), nextCursor: z.string().optional() })

const queryOf = (values: Record<string, string | undefined>): string =>
  String(
    new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []))),
  )

/** Those that fit, newest first, page by page. */
export const conversationsQuery = (asked: ConversationsAsked) =>
  infiniteQueryOptions({
    queryKey: ['conversations', asked],
    staleTime: 15_000,
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      request(`conversations?${queryOf({ ...asked, cursor: pageParam })}`, { schema: pageSchema, signal }),
    getNextPageParam: page => page.nextCursor,
  })

/** What was said in one, oldest first, page by page. */
export const conversationQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['conversation', id],
    staleTime: 15_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      request(`conversations/${encodeURIComponent(id)}?${queryOf({ cursor: pageParam })}`, {
        schema: conversationViewSchema,
        signal,
      }),
    getNextPageParam: page => page.nextCursor,
  })
