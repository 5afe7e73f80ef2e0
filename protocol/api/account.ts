import { z } from 'zod'

export const MIN_PASSWORD = 10
const password = z.string().min(MIN_PASSWORD).max(1024)

/** Body of `PUT /api/v1/password`: every other session of the account ends. */
export const passwordChangeSchema = z.strictObject({ current: z.string().min(1).max(1024), password })

/** Body of `POST /api/v1/setup`, by the one-time link that the first start prints: the first account, a supervisor's. */
export const setupSchema = z.strictObject({
  token: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  password,
})

/** `read`: GET; `write`: what an agent does; `figures`: the figures only. A token never does more than its owner may. */
export const SCOPES = ['read', 'write', 'figures'] as const
export const scopeSchema = z.enum(SCOPES)
export type Scope = z.infer<typeof scopeSchema>

/** Body of `POST /api/v1/tokens`. */
export const newTokenSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scopeSchema).min(1),
  /** Days until it ends; never when left out. */
  days: z.int().min(1).max(3650).optional(),
})
/** One of `GET /api/v1/tokens`; `token` only in the answer that made it. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scopeSchema),
  createdAt: z.string(),
  lastUsedAt: z.string().optional(),
  expiresAt: z.string().optional(),
  token: z.string().optional(),
})
export type ApiToken = z.infer<typeof tokenSchema>
