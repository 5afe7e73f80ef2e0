import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLibreTranslate } from '../../../handoff/translate/libretranslate.ts'
import { MOST_TRANSLATED } from '../../../handoff/translate/translator.ts'
import { RateLimited, Refused, Unreachable } from '../../../protocol/errors.ts'
import { type LibreTranslateStandIn, libreTranslateStandIn } from './libretranslate-stand-in.ts'

let service: LibreTranslateStandIn
beforeEach(async () => {
  service = await libreTranslateStandIn({ apiKey: 'key' })
})
afterEach(() => service.close())

const translator = (change: { url?: string; apiKey?: string } = {}) =>
  createLibreTranslate({
    url: service.url,
    apiKey: 'key',
    fetch,
    clock: () => Date.parse('2026-03-02T10:00:00Z'),
    ...change,
  })
const translate = (text: string, to = 'en', from: string | undefined | null = 'es', ms = 5_000) =>
  translator().translate(text, { from: from ?? undefined, to, signal: AbortSignal.timeout(ms) })
const failing = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('no error')),
    error => error,
  )

describe('LibreTranslate', () => {
  test('is asked as documented, with key and plain text', async () => {
    expect(await translate('hola')).toEqual({ text: 'en:hola', from: 'es' })
    expect(service.asked).toEqual([{ q: 'hola', source: 'es', target: 'en', format: 'text', api_key: 'key' }])
  })

  test('finds the language itself where it is not known, or not one of its own', async () => {
    expect(await translate('hola', 'en', null)).toEqual({ text: 'en:hola', from: 'es' })
    expect(await translate('hei', 'en', 'fi')).toEqual({ text: 'en:hei', from: 'es' })
    expect(service.asked.map(({ source }) => source)).toEqual(['auto', 'auto'])
  })

  test('knows a language by its variant', async () => {
    await translate('你好', 'pt-BR', 'zh')
    expect(service.asked[0]).toMatchObject({ source: 'zh-Hans', target: 'pt' })
  })

  test('refuses a language that the service has not, without asking for it', async () => {
    const error = await failing(translate('hola', 'fi'))
    expect(error).toBeInstanceOf(Refused)
    expect(error.message).toBe('the translator does not know fi')
    expect(service.asked).toEqual([])
  })

  test('a long text goes in pieces under the limit, and nothing of it is lost', async () => {
    const line = `${'palabra '.repeat(400).trim()}.`
    const text = `uno\n\n${line}\ndos`
    const { text: found } = await translate(text)
    expect(Math.max(...service.asked.map(({ q }) => q.length))).toBeLessThanOrEqual(2_000)
    expect(found.replaceAll('en:', '')).toBe(text)
    expect(found.startsWith('en:uno\n\nen:palabra')).toBe(true)
  })

  test('a text that is no message is refused before it is sent', async () => {
    expect(await failing(translate('x'.repeat(MOST_TRANSLATED + 1)))).toBeInstanceOf(Refused)
    expect(service.asked).toEqual([])
  })

  test.each([
    [
      { status: 429, json: { error: 'Slowdown' }, headers: { 'retry-after': '7' } },
      RateLimited,
      'asks to wait',
    ],
    [{ status: 500, json: { error: 'Cannot translate text: hola' } }, Unreachable, 'answered 500'],
    [{ status: 503, bytes: new Uint8Array([60, 104]) }, Unreachable, 'answered 503'],
    [{ status: 403, json: { error: 'Invalid API key' } }, Unreachable, 'check TRANSLATE_API_KEY'],
    [
      { status: 400, json: { error: 'request (3000) exceeds text limit (2000)' } },
      Refused,
      '400: too long for it',
    ],
    [{ status: 200, json: { translated: 'x' } }, Unreachable, 'without a translation'],
    [{ status: 200, json: { translatedText: '  ' } }, Refused, 'gave nothing back'],
    [{ status: 200, bytes: new Uint8Array([1, 2]) }, Unreachable, 'without a translation'],
    ['drop', Unreachable, 'broke the connection'],
  ] as const)('%j is told as what it is, without the text', async (answer, kind, message) => {
    service.fail(answer)
    const error = await failing(translate('hola'))
    expect(error).toBeInstanceOf(kind)
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('hola')
    if (error instanceof RateLimited) expect(error.retryAfterMs).toBe(7_000)
  })

  test('one that answers too slowly, or is not there, is unreachable', async () => {
    service.fail('hang')
    expect(await failing(translate('hola', 'en', 'es', 300))).toBeInstanceOf(Unreachable)
    const gone = createLibreTranslate({ url: 'http://127.0.0.1:9', fetch, clock: () => 0 })
    const options = { to: 'en', signal: AbortSignal.timeout(5_000) }
    expect(await failing(gone.translate('hola', options))).toBeInstanceOf(Unreachable)
  })
})
