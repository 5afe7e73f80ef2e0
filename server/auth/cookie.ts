import type { HttpRequest } from '../../protocol/http.ts'

const NAME = 'conserje_session'

/** `secure`: only over TLS, when PUBLIC_URL is https. Seconds 0: ends it. */
export const sessionCookie = (token: string, maxAgeSeconds: number, secure: boolean): string =>
  `${NAME}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`

export function sessionToken(request: HttpRequest): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === NAME && value) return value
  }
  return undefined
}
