import { z } from 'zod'

/** A language as routes are asked for it: `en`, `pt-BR`. */
export const languageSchema = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en or pt-BR')
