import { z } from 'zod'
import type { HttpAnswer } from '../http.ts'

/** The body of every error of /api/v1. Decide by `type`, which stays; `title` and `detail` are for people. */
export const problemSchema = z.object({
  /** `urn:conserje:problem:not-signed-in`: its title, as a word. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>

/**
 * An error of the REST API as `application/problem+json`.
 * @see RFC 9457
 */
export function problem(
  status: number,
  title: string,
  detail?: string,
  headers?: Record<string, string>,
): HttpAnswer {
  const body: Problem = {
    type: `urn:conserje:problem:${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
  }
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  }
}
