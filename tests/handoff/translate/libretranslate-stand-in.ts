import { type StandInAnswer, type StandInCall, serveStandIn } from '../../../adapters/stand-in-http.ts'

/*
 * LibreTranslate's documented protocol on loopback: POST /translate, GET /languages, errors as {"error"}. It "translates" by words, so that a test sees what went in.
 * https://docs.libretranslate.com/ (read 2026-11)
 */

export interface LibreTranslateStandIn {
  url: string
  /** Bodies of POST /translate, in order. */
  asked: { q: string; source: string; target: string; format: string; api_key?: string }[]
  /** Answers the next calls instead, in order. */
  fail(...answers: StandInAnswer[]): void
  close(): Promise<void>
}

const LANGUAGES = ['en', 'es', 'ro', 'de', 'fr', 'pt', 'zh-Hans']
/** Characters of one request, as LT_CHAR_LIMIT. */
const CHAR_LIMIT = 2_000

export async function libreTranslateStandIn({
  apiKey,
  translate = (text, target) => `${target}:${text}`,
}: {
  apiKey?: string
  translate?: (text: string, target: string) => string
} = {}): Promise<LibreTranslateStandIn> {
  const asked: LibreTranslateStandIn['asked'] = []
  const failures: StandInAnswer[] = []
  const error = (status: number, text: string): StandInAnswer => ({ status, json: { error: text } })

  function answer({ method, path, body }: StandInCall): StandInAnswer {
    if (method === 'GET' && path === '/languages') {
      return { status: 200, json: LANGUAGES.map(code => ({ code, name: code, targets: LANGUAGES })) }
    }
    if (method !== 'POST' || path !== '/translate') return error(404, 'Not found')
    const request = JSON.parse(body.toString()) as LibreTranslateStandIn['asked'][number]
    asked.push(request)
    const failure = failures.shift()
    if (failure !== undefined) return failure
    if (apiKey !== undefined && request.api_key !== apiKey) return error(403, 'Invalid API key')
    if (request.q.length > CHAR_LIMIT) {
      return error(400, `Invalid request: request (${request.q.length}) exceeds text limit (${CHAR_LIMIT})`)
    }
    if (!LANGUAGES.includes(request.target)) return error(400, `${request.target} is not supported`)
    if (request.source !== 'auto' && !LANGUAGES.includes(request.source)) {
      return error(400, `${request.source} is not supported`)
    }
    const detected = request.source === 'auto' ? { detectedLanguage: { confidence: 90, language: 'es' } } : {}
    return { status: 200, json: { translatedText: translate(request.q, request.target), ...detected } }
  }

  const server = await serveStandIn(0, answer)
  return { url: server.url, asked, fail: (...answers) => failures.push(...answers), close: server.close }
}
