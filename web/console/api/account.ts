import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { type ApiToken, type newTokenSchema, tokenSchema } from '../../../protocol/api/account.ts'
import { request } from './request.ts'

const TOKENS = ['tokens'] as const

/** The API tokens of who is signed in. */
export const tokensQuery = queryOptions({
  queryKey: TOKENS,
  queryFn: async ({ signal }) =>
    (await request('tokens', { schema: z.object({ items: z.array(tokenSchema) }), signal })).items,
})

/** The only answer that holds `token`. @throws ApiError */
export const makeToken = (body: z.infer<typeof newTokenSchema>): Promise<ApiToken> =>
  request('tokens', { method: 'POST', body, schema: tokenSchema })

/** @throws ApiError */
export const dropToken = (id: string): Promise<unknown> =>
  request(`tokens/${encodeURIComponent(id)}`, { method: 'DELETE' })

/** Every other session ends. @throws ApiError 403 when `current` is not the password, 422 when the new one is too short */
export const changePassword = (body: { current: string; password: string }): Promise<unknown> =>
  request('password', { method: 'PUT', body })

/** Ends every session of the account, this one too. @throws ApiError */
export const endSessions = (): Promise<unknown> => request('sessions', { method: 'DELETE' })
