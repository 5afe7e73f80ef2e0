import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** OWASP's second choice for Argon2id: 19 MiB, two passes, so that a sign-in does not double an idle server's memory. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 }
const HASH_FORM =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{11,88})$/

/**
 * Hashes a password off the main thread, with a salt of its own: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html (read 2026-11)
 */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', {
    message: normal(password),
    nonce,
    tagLength: 32,
    ...PARAMETERS,
  })
  const { memory, passes, parallelism } = PARAMETERS
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** True when it is the password of that hash; with the parameters that the hash names. A hash of another form fits no password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = HASH_FORM.exec(hash) ?? []
  if (salt === undefined || tag === undefined) return false
  const expected = Buffer.from(tag, 'base64')
  const found = await derive('argon2id', {
    message: normal(password),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(found, expected)
}

/** The same characters typed on two keyboards may be composed or not: NIST SP 800-63B 5.1.1.2 asks for NFKC. */
const normal = (password: string) => password.normalize('NFKC')
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** A hash that fits no password: an unknown account is answered after the same work as a wrong password. */
export const DECOY_HASH = `$argon2id$v=19$m=${PARAMETERS.memory},t=${PARAMETERS.passes},p=${PARAMETERS.parallelism}$bm9ib2R5J3Mgc2FsdA$${'A'.repeat(43)}`
