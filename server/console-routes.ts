import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../protocol/http.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
}

const NOT_BUILT: HttpAnswer = {
  status: 503,
  body: 'Conserje runs, but the console is not built: run npm run build:web, then start again.\n',
}

/** Only our own scripts, none of them inline; the component library styles elements by themselves, and cards show the shop's pictures. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob: https:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Served {
  headers: Record<string, string>
  plain: Buffer
  br?: Buffer
  gzip?: Buffer
}

/**
 * The console that was built into `folder` (`web/dist/console`), read at start: `/console/assets/…` by names that hold their content's hash, kept by browsers for ever; each other address below `/console`
 * is a page of it, which the page itself finds.
 */
export function consoleRoutes(folder: string): HttpRoute[] {
  const files = existsSync(join(folder, 'index.html')) ? readAll(folder) : undefined
  const handle = (request: HttpRequest): HttpAnswer => {
    if (files === undefined) return NOT_BUILT
    const path = new URL(request.url, 'http://console').pathname.replace(/^\/console\/?/, '')
    const asset = files.get(path)
    if (asset !== undefined) return answer(request, asset)
    // A page of an older version asks for a chunk that is gone: no page in place of a script.
    if (path.startsWith('assets/')) return { status: 404, body: 'No such file\n' }
    return answer(request, files.get('index.html') as Served)
  }
  return [
    { method: 'GET', path: '/console', handle },
    { method: 'GET', path: '/console/*', handle },
  ]
}

function readAll(folder: string): Map<string, Served> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => extname(name) in TYPES && statSync(join(folder, name)).isFile())
    .map(name => name.split(sep).join('/'))
  return new Map(names.map(name => [name, readOne(folder, name)]))
}

function readOne(folder: string, name: string): Served {
  const plain = readFileSync(join(folder, name))
  const packed = (ending: string) => {
    const file = join(folder, `${name}.${ending}`)
    return existsSync(file) ? readFileSync(file) : undefined
  }
  const [br, gzip] = [packed('br'), packed('gz')]
  const page = name.endsWith('.html')
  return {
    plain,
    ...(br === undefined ? {} : { br }),
    ...(gzip === undefined ? {} : { gzip }),
    headers: {
      'content-type': TYPES[extname(name)] as string,
      'cache-control': page ? 'no-cache' : 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
      ...(page
        ? {
            'content-security-policy': CONTENT_POLICY,
            'cross-origin-opener-policy': 'same-origin',
            'permissions-policy': 'camera=(), geolocation=(), microphone=()',
          }
        : {}),
    },
  }
}

function answer(request: HttpRequest, { headers, plain, br, gzip }: Served): HttpAnswer {
  if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers }
  const accepted = request.headers['accept-encoding'] ?? ''
  if (br !== undefined && /\bbr\b/.test(accepted)) {
    return { status: 200, headers: { ...headers, 'content-encoding': 'br' }, body: br }
  }
  if (gzip !== undefined && /\bgzip\b/.test(accepted)) {
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzip }
  }
  return { status: 200, headers, body: plain }
}
