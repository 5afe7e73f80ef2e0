import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../protocol/http.ts'

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/chat', file: 'chat.html', type: 'text/html; charset=utf-8' },
  { path: '/widget.js', file: 'widget.js', type: 'text/javascript; charset=utf-8' },
] as const

const NOT_BUILT: HttpAnswer = {
  status: 503,
  body: 'Conserje runs, but its pages are not built: run npm run build:web, then start again.\n',
}

/** The pages that were built into `folder` (`web/dist`), read and packed once at start; a missing one says how to build it. */
export function webRoutes(folder: string): HttpRoute[] {
  return FILES.map(({ path, file, type }) => {
    const full = join(folder, file)
    const serve = existsSync(full) ? fileServer(readFileSync(full), type) : () => NOT_BUILT
    return { method: 'GET', path, handle: serve }
  })
}

function fileServer(bytes: Buffer, type: string): (request: HttpRequest) => HttpAnswer {
  const packed = gzipSync(bytes, { level: 9 })
  const html = type.startsWith('text/html')
  const headers: Record<string, string> = {
    'content-type': type,
    // Any shop's page loads the widget; a new version reaches it within five minutes.
    'cache-control': html ? 'no-cache' : 'public, max-age=300',
    'cross-origin-resource-policy': html ? 'same-origin' : 'cross-origin',
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    vary: 'accept-encoding',
    ...(html ? { 'content-security-policy': contentPolicy(bytes.toString('utf8')) } : {}),
  }
  return request => {
    if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers }
    const gzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    return gzip
      ? { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: packed }
      : { status: 200, headers, body: bytes }
  }
}

/** Only our own scripts, those within the page named by their hash; the widget styles its shadow tree, and shows pictures from anywhere. */
function contentPolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) =>
      `'sha256-${createHash('sha256')
        .update(script ?? '')
        .digest('base64')}'`,
  )
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...inline].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' ws: wss:",
    "img-src 'self' data: blob: https: http:",
    "media-src 'self' blob: https:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ')
}
