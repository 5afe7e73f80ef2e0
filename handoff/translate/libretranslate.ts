import { z } from 'zod'
import { callPlatform, type PlatformAnswer, retryAfterMs } from '../../adapters/platform-call.ts'
import { splitText } from '../../adapters/split-text.ts'
import { baseOf } from '../../locales/language-tag.ts'
import type { Clock } from '../../protocol/clock.ts'
import { OutcomeUnknown, RateLimited, Refused, Unreachable } from '../../protocol/errors.ts'
import { MOST_TRANSLATED, type Translator } from './translator.ts'

const answerSchema = z.object({
  translatedText: z.string(),
  detectedLanguage: z.object({ language: z.string() }).optional(),
})
const languagesSchema = z.array(z.object({ code: z.string() }))

/** The limit of a request is the operator's; the public service has 2000. UTF-16 units. */
const PIECE = 1_800
/** Languages are asked for anew after so long: an operator may add some. */
const LANGUAGES_KEPT_MS = 3_600_000
const DEFAULT_WAIT_MS = 60_000

/**
 * LibreTranslate's HTTP API: `POST /translate`, `GET /languages`. Long texts go in pieces, one after the other.
 * @see https://docs.libretranslate.com/ (read 2026-11)
 */
export function createLibreTranslate({
  url,
  apiKey,
  fetch,
  clock,
}: {
  /** Without a slash at the end. */
  url: string
  apiKey?: string | undefined
  fetch: typeof globalThis.fetch
  clock: Clock
}): Translator {
  let known: { codes: readonly string[]; untilMs: number } | undefined

  async function call(path: string, body: object | undefined, signal: AbortSignal): Promise<unknown> {
    const answer = await callPlatform({
      channel: 'the translator',
      fetch,
      url: `${url}${path}`,
      ...(body === undefined
        ? { method: 'GET' }
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal,
    }).catch(error => {
      // A question may be asked again: nothing is done twice by it.
      if (error instanceof OutcomeUnknown) throw new Unreachable(error.message, { cause: error })
      throw error
    })
    if (answer.status === 200) return answer.json
    throw failureOf(answer, clock())
  }

  async function codes(signal: AbortSignal): Promise<readonly string[]> {
    if (known !== undefined && known.untilMs > clock()) return known.codes
    const read = languagesSchema.safeParse(await call('/languages', undefined, signal))
    if (!read.success)
      throw new Unreachable('the translator told no languages: is TRANSLATE_URL LibreTranslate?')
    known = { codes: read.data.map(({ code }) => code), untilMs: clock() + LANGUAGES_KEPT_MS }
    return known.codes
  }

  return {
    name: 'libretranslate',
    async translate(text, { from, to, signal }) {
      if (text.length > MOST_TRANSLATED) {
        throw new Refused(`the text is longer than ${MOST_TRANSLATED} characters`)
      }
      const all = await codes(signal)
      const target = codeFor(to, all)
      if (target === undefined) throw new Refused(`the translator does not know ${to}`)
      // A language that it has not is left to its own judgement.
      const source = (from === undefined ? undefined : codeFor(from, all)) ?? 'auto'
      const pieces: string[] = []
      let found: string | undefined
      for (const piece of piecesOf(text)) {
        if (piece.trim() === '') {
          pieces.push(piece)
          continue
        }
        const body = {
          q: piece,
          source,
          target,
          format: 'text',
          ...(apiKey === undefined ? {} : { api_key: apiKey }),
        }
        const read = answerSchema.safeParse(await call('/translate', body, signal))
        if (!read.success) throw new Unreachable('the translator answered without a translation')
        if (read.data.translatedText.trim() === '') throw new Refused('the translator gave nothing back')
        pieces.push(read.data.translatedText)
        found ??= read.data.detectedLanguage?.language
      }
      const language = source === 'auto' ? found : from
      return { text: pieces.join(''), ...(language === undefined ? {} : { from: language }) }
    },
  }
}

/** Lines stay lines: models lose them. Each is cut where it is too long. */
const piecesOf = (text: string): string[] =>
  text
    .split(/(\n+)/)
    .flatMap(line =>
      line.length <= PIECE
        ? [line]
        : splitText(line, PIECE).flatMap((part, n) => (n === 0 ? [part] : [' ', part])),
    )

/** `pt-BR` → `pt-BR`, `pt`, or any variant of `pt` (`zh` → `zh-Hans`). */
const codeFor = (tag: string, codes: readonly string[]): string | undefined =>
  [tag, baseOf(tag)].find(code => codes.includes(code)) ?? codes.find(code => baseOf(code) === baseOf(tag))

/** What the service says of itself is kept for the operator; it may quote the text, so only of refusals and not in full. */
function failureOf({ status, headers, json }: PlatformAnswer, nowMs: number): Error {
  if (status === 429) {
    return new RateLimited('the translator asks to wait', retryAfterMs(headers, nowMs) ?? DEFAULT_WAIT_MS)
  }
  if (status === 401 || status === 403) {
    return new Unreachable(`the translator does not take our key (${status}): check TRANSLATE_API_KEY`, {
      blame: 'config',
    })
  }
  if (status === 400 || status === 413 || status === 422) {
    const limit = /limit/i.test(String((json as { error?: unknown } | undefined)?.error ?? ''))
    return new Refused(`the translator refused the text (${status}${limit ? ': too long for it' : ''})`)
  }
  return new Unreachable(`the translator answered ${status}`)
}
