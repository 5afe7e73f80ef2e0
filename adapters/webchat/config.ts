import { z } from 'zod'

/** The web chat's own settings. It is always on: a server without any other channel still has a chat. */
export interface WebchatConfig {
  /** The shop's server proves itself with it and may then choose user ids; without it, tokens are given to anyone. */
  secret?: string
  /** Origins of pages that may use the chat, as browsers send them; undefined: any. */
  origins?: readonly string[]
}

const secret = z
  .string('expected the Direct Line secret')
  .min(16, 'expected at least 16 characters, as long and random as a password of a machine')
  .regex(/^[\x21-\x7e]+$/, 'expected letters, digits and signs without spaces, since it goes into a header')

const blankIsMissing = (value: unknown) => (value === '' ? undefined : value)

/** `https://shop.example,https://www.shop.example`, or `*`. */
const origins = z.string().transform((list, context): string[] | undefined => {
  const entries = list
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
  if (entries.includes('*')) return undefined
  return entries.map(entry => {
    const url = URL.canParse(entry) ? new URL(entry) : undefined
    if (url?.host && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname + url.search + url.hash)) {
      return url.origin
    }
    context.addIssue({
      code: 'custom',
      message: `expected origins with commas between, as https://shop.example, found "${entry}"`,
    })
    return entry
  })
})

/** Reads `DIRECTLINE_SECRET` and `WEBCHAT_ORIGINS`; an empty value counts as missing. */
export const webchatConfig: z.ZodType<WebchatConfig> = z
  .object({
    DIRECTLINE_SECRET: z.preprocess(blankIsMissing, secret.optional()),
    WEBCHAT_ORIGINS: z.preprocess(blankIsMissing, origins.optional()),
  })
  .transform(({ DIRECTLINE_SECRET, WEBCHAT_ORIGINS }) => ({
    ...(DIRECTLINE_SECRET === undefined ? {} : { secret: DIRECTLINE_SECRET }),
    ...(WEBCHAT_ORIGINS === undefined ? {} : { origins: WEBCHAT_ORIGINS }),
  }))
