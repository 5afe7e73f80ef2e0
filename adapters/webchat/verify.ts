import { createHash, timingSafeEqual } from 'node:crypto'
import type { WebchatConfig } from './config.ts'
import type { WebchatLog } from './deps.ts'
import { Refusal } from './refusal.ts'
import type { Grant, Tokens } from './token.ts'

/** Who asks: the shop's own server, or the holder of a token. */
type Caller = { kind: 'secret' } | { kind: 'token'; grant: Grant }

/** What the door looks at; a WebSocket upgrade brings its token in the URL. */
export interface Credentials {
  authorization: string | undefined
  origin: string | undefined
  /** The server's own, as the client wrote it. */
  host: string | undefined
}

/** A conversation that the caller may use. */
export interface Opened {
  conversationId: string
  userId: string
  userName?: string
}

/** Checks who may do what; every function throws a Refusal or lets pass. */
export interface Access {
  /** @throws Refusal `Forbidden` when the page's origin is not among the settings' */
  checkOrigin(credentials: Credentials): void
  /** @throws Refusal `Unauthorized`, `TokenExpired`, or `Forbidden` for an origin that the token does not trust */
  caller(credentials: Credentials): Promise<Caller>
  /** May this caller ask for a new token? With a secret only its holder may. */
  mayGenerate(credentials: Credentials): Promise<'secret' | 'anyone'>
  /** @throws Refusal `NotFound` for one never started, `Forbidden` for somebody else's */
  conversation(credentials: Credentials, conversationId: string): Promise<Opened>
}

const digest = (text: string) => createHash('sha256').update(text).digest()
/** Constant time for any two texts: digests have one length. */
export const sameText = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))

const bearer = (authorization: string | undefined) => /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]

/** Browsers send no `Origin` with a GET to the page's own server; who can leave it out elsewhere could also forge it. */
const trusted = (origin: string | undefined, origins: readonly string[] | undefined) =>
  origin === undefined || origins === undefined || origins.includes(origin)

const sameHost = ({ origin, host }: Credentials) =>
  origin !== undefined && host !== undefined && URL.canParse(origin) && new URL(origin).host === host

/** Conversations whose user is kept in memory; the oldest go first. */
const MOST_KNOWN = 10_000

export function createAccess(config: WebchatConfig, tokens: Tokens, log: WebchatLog): Access {
  const holdsSecret = (token: string) => config.secret !== undefined && sameText(token, config.secret)

  // A conversation is opened once, by its first user: whose it is never changes, and each post asks.
  const users = new Map<string, string>()
  async function userOf(conversationId: string): Promise<string> {
    const known = users.get(conversationId)
    if (known !== undefined) return known
    const found = await log.find(conversationId)
    if (!found) throw new Refusal('NotFound', 'There is no such conversation.')
    users.set(conversationId, found.userId)
    if (users.size > MOST_KNOWN) {
      const [oldest] = users.keys()
      users.delete(oldest as string)
    }
    return found.userId
  }

  const access: Access = {
    checkOrigin(credentials) {
      if (!trusted(credentials.origin, config.origins) && !sameHost(credentials)) {
        throw new Refusal('Forbidden', 'This origin may not use the chat.')
      }
    },
    async caller(credentials) {
      const token = bearer(credentials.authorization)
      if (token === undefined) {
        throw new Refusal('Unauthorized', 'Send the token as "Authorization: Bearer <token>".')
      }
      if (holdsSecret(token)) return { kind: 'secret' }
      const grant = await tokens.read(token, 'access')
      if (!trusted(credentials.origin, grant.origins)) {
        throw new Refusal('Forbidden', 'The token is for pages of another origin.')
      }
      return { kind: 'token', grant }
    },
    async mayGenerate({ authorization }) {
      if (config.secret === undefined) return 'anyone'
      const token = bearer(authorization)
      if (token !== undefined && holdsSecret(token)) return 'secret'
      throw new Refusal('Unauthorized', 'Only the holder of the Direct Line secret may make tokens here.')
    },
    async conversation(credentials, conversationId) {
      const caller = await access.caller(credentials)
      const userId = await userOf(conversationId)
      if (caller.kind === 'secret') return { conversationId, userId }
      const { grant } = caller
      if (grant.conversationId !== conversationId || grant.userId !== userId) {
        throw new Refusal('Forbidden', 'The token is for another conversation.')
      }
      return {
        conversationId,
        userId,
        ...(grant.userName === undefined ? {} : { userName: grant.userName }),
      }
    },
  }
  return access
}
