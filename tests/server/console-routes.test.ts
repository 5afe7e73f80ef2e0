import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { HttpAnswer } from '../../protocol/http.ts'
import { consoleRoutes } from '../../server/console-routes.ts'

const folder = mkdtempSync(join(tmpdir(), 'console-'))
const script = `export const words = ${JSON.stringify('x'.repeat(3000))}`
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Console</title>')
writeFileSync(join(folder, 'assets/index-abc.js'), script)
writeFileSync(join(folder, 'assets/index-abc.js.br'), brotliCompressSync(script))
writeFileSync(join(folder, 'assets/index-abc.js.gz'), gzipSync(script))
writeFileSync(join(folder, '..', 'secret.json'), '{}')

const get = (url: string, headers: Record<string, string> = {}, from = folder) => {
  const [route] = consoleRoutes(from)
  return route?.handle({
    method: 'GET',
    url,
    params: {},
    query: new URLSearchParams(),
    headers,
    body: new Uint8Array(),
    clientAddress: '',
  }) as HttpAnswer
}

describe('the console’s files', () => {
  it('answers every address of the console with its page, which no cache keeps', () => {
    for (const url of ['/console', '/console/', '/console/c/hnd_1?view=mine', '/console/setup?token=abc']) {
      const { status, headers, body } = get(url)
      expect([url, status, String(body)]).toEqual([url, 200, '<!doctype html><title>Console</title>'])
      expect(headers?.['cache-control']).toBe('no-cache')
    }
  })

  it('lets nothing run that is not its own script, and nobody frame it', () => {
    const policy = get('/console').headers?.['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
  })

  it('lets browsers keep what is named by its content, packed as each browser takes it', () => {
    const plain = get('/console/assets/index-abc.js')
    expect(plain.headers?.['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(plain.headers?.['content-type']).toBe('text/javascript; charset=utf-8')
    expect(String(plain.body)).toBe(script)
    expect(plain.headers?.['content-encoding']).toBeUndefined()
    const packed = ['gzip, deflate, br', 'gzip'].map(
      accepts =>
        get('/console/assets/index-abc.js', { 'accept-encoding': accepts }).headers?.['content-encoding'],
    )
    expect(packed).toEqual(['br', 'gzip'])
  })

  it('answers 304 to who has it already', () => {
    const etag = get('/console/assets/index-abc.js').headers?.etag as string
    expect(get('/console/assets/index-abc.js', { 'if-none-match': etag })).toMatchObject({ status: 304 })
    expect(get('/console', { 'if-none-match': etag })).toMatchObject({ status: 200 })
  })

  it('answers 404 for a script of an older version, and reads no file but its own', () => {
    expect(get('/console/assets/index-old.js').status).toBe(404)
    for (const url of [
      '/console/../secret.json',
      '/console/%2e%2e/secret.json',
      '/console/assets/..%2f..%2fsecret.json',
    ]) {
      expect(String(get(url).body)).not.toBe('{}')
    }
  })

  it('says how to build it where it is not built', () => {
    const { status, body } = get('/console', {}, join(folder, 'nowhere'))
    expect(status).toBe(503)
    expect(String(body)).toContain('npm run build:web')
  })
})
