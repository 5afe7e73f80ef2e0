import { createSecretKey } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../protocol/clock.ts'
import { Refusal } from './refusal.ts'

/** Microsoft's clients refresh every 15 minutes and assume this. */
const TOKEN_SECONDS = 1800
const RESUME_SECONDS = 30 * 24 * 3600

/** What a token proves: one user in one conversation. */
export interface Grant {
  conversationId: string
  userId: string
  /** Told by the shop's own server. */
  userName?: string
  /** Only pages of these origins may use the token. */
  origins?: readonly string[]
}

/** `access` is the Bearer token; `resume` only buys a fresh one, days later. */
type TokenPurpose = 'access' | 'resume'

/** The body of an answer that hands out tokens. */
interface TokenAnswer {
  conversationId: string
  token: string
  expires_in: number
  /** Ours, not Direct Line's: good for 30 days at POST /tokens/resume. */
  resumeToken: string
}

/** Signs and reads tokens; nothing of them is stored, so they outlive a restart. */
export interface Tokens {
  issue(grant: Grant): Promise<TokenAnswer>
  /** @throws Refusal `TokenExpired`, or `Unauthorized` without saying why */
  read(token: string, purpose: TokenPurpose): Promise<Grant>
}

// `user` has its name from Microsoft's clients: it is the one claim that they read.
const claims = z.object({
  user: z.string().min(1),
  conv: z.string().min(1),
  name: z.string().optional(),
  origins: z.array(z.string()).optional(),
})

/** Tokens kept as read; the oldest go first. */
const MOST_KNOWN = 10_000

/** JWTs, HS256 and nothing else (so `alg: none` is no way in), apart by purpose through the audience. */
export function createTokens(secret: string, clock: Clock): Tokens {
  const key = createSecretKey(Buffer.from(secret))
  const sign = (grant: Grant, purpose: TokenPurpose, seconds: number) => {
    const now = Math.floor(clock() / 1000)
    return new SignJWT({
      user: grant.userId,
      conv: grant.conversationId,
      ...(grant.userName === undefined ? {} : { name: grant.userName }),
      ...(grant.origins === undefined ? {} : { origins: [...grant.origins] }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(purpose)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key)
  }
  // A client sends the same token with every request, and reading one costs a quarter of a millisecond: as much as a whole turn.
  const known = new Map<string, { grant: Grant; expiresMs: number }>()
  const remember = (id: string, grant: Grant, expiresMs: number) => {
    known.set(id, { grant, expiresMs })
    if (known.size <= MOST_KNOWN) return
    const [oldest] = known.keys()
    known.delete(oldest as string)
  }
  return {
    async issue(grant) {
      const [token, resumeToken] = await Promise.all([
        sign(grant, 'access', TOKEN_SECONDS),
        sign(grant, 'resume', RESUME_SECONDS),
      ])
      return { conversationId: grant.conversationId, token, expires_in: TOKEN_SECONDS, resumeToken }
    },
    async read(token, purpose) {
      const id = `${purpose} ${token}`
      const read = known.get(id)
      if (read !== undefined && read.expiresMs > clock()) return read.grant
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          audience: purpose,
          requiredClaims: ['exp'],
          currentDate: new Date(clock()),
        })
        const { user, conv, name, origins } = claims.parse(payload)
        const grant: Grant = {
          conversationId: conv,
          userId: user,
          ...(name === undefined ? {} : { userName: name }),
          ...(origins === undefined ? {} : { origins }),
        }
        remember(id, grant, (payload.exp as number) * 1000)
        return grant
      } catch (error) {
        // Jose compares the signature, in constant time, before it looks at the time: an expired token was ours.
        if (error instanceof errors.JWTExpired) throw new Refusal('TokenExpired', 'The token has expired.')
        throw new Refusal('Unauthorized', 'The token is not valid.')
      }
    },
  }
}
