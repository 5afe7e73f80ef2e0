import { z } from 'zod'

/** Body of `POST /api/v1/session`. */
export const signInSchema = z.strictObject({
  email: z.email().max(320),
  password: z.string().min(1).max(1024),
})

/** Its answer, and that of `GET /api/v1/session`: who is signed in, and the token that every write must carry as `x-csrf-token`. */
export const sessionSchema = z.object({
  agent: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(['agent', 'supervisor', 'designer']),
  }),
  csrfToken: z.string(),
})
export type Session = z.infer<typeof sessionSchema>
