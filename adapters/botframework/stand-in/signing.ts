import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

/** Signs as Bot Framework does: RS256, a key that is endorsed for channels. */
export interface Signing {
  /** As the JWKS document lists it. */
  readonly publicKey: JWK & { endorsements: readonly string[] }
  /** A token for `audience`, made for activities of `serviceUrl`. `claims` replace or add. */
  token(audience: string, serviceUrl: string, claims?: Record<string, unknown>): Promise<string>
}

const ISSUER = 'https://api.botframework.com'

export async function createSigning(endorsements: readonly string[], kid = 'stand-in'): Promise<Signing> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256', endorsements },
    token: (audience, serviceUrl, claims = {}) =>
      sign(privateKey, kid, { aud: audience, serviceurl: serviceUrl, ...claims }),
  }
}

const sign = (key: CryptoKey, kid: string, claims: Record<string, unknown>): Promise<string> => {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ iss: ISSUER, iat: now, nbf: now - 60, exp: now + 3600, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(key)
}
