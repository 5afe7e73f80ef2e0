import { decodeJwt } from 'jose'
import { type BotFrameworkConfig, isLoopback, isSecure } from './config.ts'
import type { Incoming } from './payload.ts'
import { ISSUER, type Sdk } from './sdk.ts'

/** `unknown`: the keys could not be had, so nobody can tell; the sender should try again. */
export type Verdict = 'accept' | 'reject' | 'unknown'

/** Errors of the SDK's token library that mean: this token is not one. */
const REFUSALS = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError'])

/**
 * Whether an activity comes from Bot Framework: a token signed by its key, for this bot, still valid, by a key that is endorsed for the activity's channel,
 * made for the activity's `serviceUrl`. The last matters most: our own tokens go to that address. The Emulator has no token; it, and its address, must be on this machine.
 */
export async function verifyIncoming(
  incoming: Incoming,
  authorization: string,
  clientAddress: string,
  load: () => Promise<Sdk>,
  config: BotFrameworkConfig,
): Promise<Verdict> {
  const service = URL.canParse(incoming.serviceUrl) ? new URL(incoming.serviceUrl) : undefined
  if (service === undefined || !isSecure(service)) return 'reject'
  if (config.emulator) {
    const isLocal = isLoopback(service.hostname) && isLoopback(clientAddress.replace(/^::ffff:/, ''))
    return isLocal ? 'accept' : 'reject'
  }
  // Tokens of the Emulator and of other bots have other issuers, and keys elsewhere: none of them is asked for.
  if (issuerOf(authorization) !== ISSUER) return 'reject'
  const { authentication } = await load()
  try {
    const { claimsIdentity } = await authentication.authenticateRequest(incoming as never, authorization)
    // The SDK has compared them too; nothing else in this house decides where our tokens go.
    return claimsIdentity.getClaimValue('serviceurl') === incoming.serviceUrl ? 'accept' : 'reject'
  } catch (error) {
    const { name, statusCode } = error as { name?: string; statusCode?: number }
    return statusCode === 401 || REFUSALS.has(name ?? '') ? 'reject' : 'unknown'
  }
}

function issuerOf(authorization: string): string | undefined {
  try {
    return /^Bearer /.test(authorization) ? decodeJwt(authorization.slice('Bearer '.length)).iss : undefined
  } catch {
    return undefined
  }
}
