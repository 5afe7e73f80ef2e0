/*
 * A one-time code by which a customer goes on with a conversation on another channel: `K7M2-Q9XD`. Eight signs of an alphabet without look-alikes (no 0, 1, I, L, O, U), the last
 * one a check sign, two digits and two letters at least: no word and no order number of digits looks like one, and a slip of one sign is noticed.
 */

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const SIGNS = 8
/** Largest multiple of the alphabet's length under 256: bytes over it would make some signs likelier than others. */
const FAIR = 256 - (256 % ALPHABET.length)

/** A new code. `randomBytes` gives as many bytes as asked for; it must be a source for secrets. */
export function newContinuationCode(randomBytes: (size: number) => Uint8Array): string {
  for (;;) {
    const body = [...randomBytes(32)]
      .filter(byte => byte < FAIR)
      .slice(0, SIGNS - 1)
      .map(byte => ALPHABET[byte % ALPHABET.length])
      .join('')
    const code = body + checkSign(body)
    if (body.length === SIGNS - 1 && isMixed(code)) return `${code.slice(0, 4)}-${code.slice(4)}`
  }
}

/** The code as it is stored, from how a customer wrote it: case, and what stands between the groups, are forgiven. Undefined for anything else. */
export function readContinuationCode(written: string): string | undefined {
  const code = written.toUpperCase().replace(/[\s\p{Pd}]/gu, '')
  if (code.length !== SIGNS || [...code].some(sign => !ALPHABET.includes(sign)) || !isMixed(code))
    return undefined
  if (checkSign(code.slice(0, -1)) !== code.at(-1)) return undefined
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

const isMixed = (code: string): boolean => /\d.*\d/.test(code) && /[A-Z].*[A-Z]/.test(code)

/** Weights that share no factor with 30 tell every slip of one sign; no two neighbours are alike, so most swaps too. */
const WEIGHTS = [1, 7, 11, 13, 17, 19, 23]

function checkSign(body: string): string {
  let sum = 0
  for (const [n, sign] of [...body].entries()) sum += ALPHABET.indexOf(sign) * (WEIGHTS[n] as number)
  return ALPHABET[sum % ALPHABET.length] as string
}
