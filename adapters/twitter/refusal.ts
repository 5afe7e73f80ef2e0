import { z } from 'zod'
import { OutcomeUnknown, Refused, Unreachable } from '../../protocol/errors.ts'
import type { PlatformAnswer } from '../platform-call.ts'

const bodySchema = z.object({
  title: z.string().max(200).optional().catch(undefined),
  type: z.string().max(300).optional().catch(undefined),
  reason: z.string().max(100).optional().catch(undefined),
  detail: z.string().max(2000).optional().catch(undefined),
  errors: z
    .array(z.object({ code: z.number().optional().catch(undefined) }).catch({ code: undefined }))
    .max(50)
    .optional()
    .catch(undefined),
})

/**
 * The account or the app is at fault: 32, 89, 99, 135, 215 its keys (135: our clock) · 64, 326 suspended or locked · 93, 261 no right to direct messages or to write ·
 * 226 it looks automated.
 * @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors (read 2026-11)
 */
const ACCOUNT_CODES = new Set([32, 64, 89, 93, 99, 135, 215, 226, 261, 326])
/** X itself has trouble: 130 over capacity, 131 internal. */
const PASSING_CODES = new Set([130, 131])
/** For this message, this customer or this post there is no other time: 17, 34, 50, 144, 179 not there · 150, 151, 349 takes no messages from us · 187 said before · 354 too long · 385, 433 no answers allowed. */
const FINAL_CODES = new Set([17, 34, 50, 144, 150, 151, 179, 187, 349, 354, 385, 433])
const ACCOUNT_PROBLEMS =
  /\/(client-forbidden|usage-capped|oauth1-permissions|unsupported-authentication|not-authorized-for-app|disconnected-client)$/

/** The code of a post that says the same as one before. */
const DUPLICATE = 187

/** True when X refused a post because it has it already. Of v2 this has no code, only a sentence. */
export const isDuplicate = (answer: PlatformAnswer): boolean =>
  codesOf(answer).includes(DUPLICATE) ||
  (answer.status === 403 && /duplicate content/i.test(bodySchema.safeParse(answer.json).data?.detail ?? ''))

/** What an answer that is no success means for the message; a 429 is the rate window's. */
export function refusalOf(answer: PlatformAnswer): Unreachable | Refused | OutcomeUnknown {
  const { status } = answer
  const { title, type, reason } = bodySchema.safeParse(answer.json).data ?? {}
  const codes = codesOf(answer)
  const problem = type?.split('/').at(-1)
  const said = [status, ...codes, title, problem, reason].filter(
    part => part !== undefined && part !== 'about:blank',
  )
  const sentence = `twitter answered ${said.join(' ')}`
  const accountAtFault =
    status === 401 ||
    status === 402 ||
    codes.some(code => ACCOUNT_CODES.has(code)) ||
    ACCOUNT_PROBLEMS.test(type ?? '') ||
    reason === 'client-not-enrolled'
  if (codes.some(code => FINAL_CODES.has(code))) return new Refused(sentence)
  if (accountAtFault) return new Unreachable(`${sentence}: ${ADVICE}`, { blame: 'config' })
  // A gateway that gave up waiting tells nothing of what the machine behind it did.
  if (status === 504) return new OutcomeUnknown(sentence)
  if (status >= 500 || status < 400 || status === 408 || codes.some(code => PASSING_CODES.has(code))) {
    return new Unreachable(sentence)
  }
  return new Refused(sentence)
}

const ADVICE = 'look at the app and its credits in the developer console, and at TWITTER_ACCESS_TOKEN'

const codesOf = ({ json }: PlatformAnswer): number[] =>
  (bodySchema.safeParse(json).data?.errors ?? []).flatMap(({ code }) => code ?? [])
