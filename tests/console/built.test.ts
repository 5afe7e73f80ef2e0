import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const sources = join(root, 'web/console')

interface Chunk {
  fileName: string
  bytes: string | Uint8Array
  isEntry: boolean
  imports: readonly string[]
  css: readonly string[]
}
let files = new Map<string, Chunk>()

beforeAll(async () => {
  const built = await build({
    configFile: join(sources, 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  })
  const [bundle] = [built].flat()
  if (!bundle || !('output' in bundle)) throw new Error('expected vite to hand over what it built')
  files = new Map(
    bundle.output.map(file => [
      file.fileName,
      file.type === 'chunk'
        ? {
            fileName: file.fileName,
            bytes: file.code,
            isEntry: file.isEntry,
            imports: file.imports,
            css: [...(file.viteMetadata?.importedCss ?? [])],
          }
        : { fileName: file.fileName, bytes: file.source, isEntry: false, imports: [], css: [] },
    ]),
  )
}, 120_000)

/** What the browser must load before anything is seen: the page, the entry, all that it imports at once, and one language. */
function firstLoad(): Chunk[] {
  const found = new Map<string, Chunk>()
  const add = (name: string) => {
    const file = files.get(name)
    if (file === undefined || found.has(name)) return
    found.set(name, file)
    for (const other of [...file.imports, ...file.css]) add(other)
  }
  for (const { fileName, isEntry } of files.values()) if (isEntry) add(fileName)
  add('index.html')
  add([...files.keys()].find(name => /assets\/es-.*\.js$/.test(name)) ?? 'no language')
  return [...found.values()]
}

describe('the built console', () => {
  it('loads with less than 300 KB gzipped', () => {
    const weight = firstLoad().reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0)
    expect(firstLoad().length).toBeGreaterThan(3)
    expect(weight).toBeGreaterThan(50_000)
    expect(weight).toBeLessThan(300_000)
  })

  it('leaves emoji and charts for when they are opened', () => {
    const text = firstLoad()
      .map(({ bytes }) => String(bytes))
      .join('\n')
    expect(text).not.toContain('emoji-click')
    expect(text).not.toContain('recharts')
  })

  it('has no script within the page, so that the strictest content security policy lets it run', () => {
    const html = String(files.get('index.html')?.bytes)
    expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/g)).toBeNull()
    expect(html).toContain('src="/console/assets/')
  })

  it('holds no path of the machine that built it', () => {
    for (const { fileName, bytes } of files.values())
      expect([fileName, String(bytes).includes(root)]).toEqual([fileName, false])
  })

  it('is made of sources that never make HTML of a text', () => {
    for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue
      const source = readFileSync(join(sources, file), 'utf8')
      expect([file, /innerHTML|outerHTML|insertAdjacent|DOMParser|\beval\(/i.test(source)]).toEqual([
        file,
        false,
      ])
    }
  })
})
