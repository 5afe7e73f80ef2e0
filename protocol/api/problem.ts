import type { HttpAnswer } from '../http.ts'

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
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }) }),
  }
}
