import type { StandInAnswer } from '../../stand-in-http.ts'

/** X's error body. @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors (read 2026-11) */
export const problem = (
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Exclude<StandInAnswer, string> => ({
  status,
  json: { title, type: 'about:blank', status, detail },
  headers,
})

export const badRequest = (detail: string) => problem(400, 'Invalid Request', detail)
export const forbidden = (detail: string) => problem(403, 'Forbidden', detail)
export const unauthorised = () => problem(401, 'Unauthorized', 'Unauthorized')
