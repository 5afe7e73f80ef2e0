import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const HOUSE = [
  'protocol',
  'adapters',
  'dialogs',
  'intents',
  'locales',
  'handoff',
  'orders',
  'store',
  'server',
  'cli',
  'web',
  'bench',
  'tests',
] as const

/** Who may import whom, beside itself and `protocol`. */
const ARROWS: Record<string, readonly string[]> = {
  protocol: [],
  adapters: [],
  intents: ['locales'],
  locales: [],
  dialogs: ['intents', 'locales'],
  handoff: ['adapters', 'locales'],
  orders: [],
  store: [],
  web: [],
  server: ['adapters', 'dialogs', 'intents', 'locales', 'handoff', 'orders', 'store'],
  cli: HOUSE.filter(folder => folder !== 'tests' && folder !== 'bench'),
  bench: HOUSE,
  // The examples of docs are compiled and tested.
  tests: [...HOUSE, 'docs'],
}

/** Files over the wall of 300 lines, each with its reason in docs/decisions.md. */
const LONG_FILES: readonly string[] = []

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return ['node_modules', 'dist', 'peers', 'fixtures'].includes(entry.name) ? [] : sources(path)
    }
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

const files = HOUSE.flatMap(folder => sources(join(root, folder)))
const text = new Map(files.map(file => [file, readFileSync(file, 'utf8')]))

/** Module specifiers that a file names, types included (`typeOnly` tells them apart: they vanish at run time). */
function imports(file: string): { specifier: string; typeOnly: boolean }[] {
  const source = text.get(file) as string
  const found: { specifier: string; typeOnly: boolean }[] = []
  for (const match of source.matchAll(/^(?:import|export)\s+(type\s+)?[^'"`;]*?from\s+'([^']+)'/gms)) {
    found.push({ specifier: match[2] as string, typeOnly: match[1] !== undefined })
  }
  for (const match of source.matchAll(/^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm)) {
    found.push({ specifier: (match[1] ?? match[2]) as string, typeOnly: false })
  }
  return found
}

const target = (file: string, specifier: string) => resolve(dirname(file), specifier)
const folderOf = (path: string) => relative(root, path).split('/')[0] as string
const relativeImports = (file: string) => imports(file).filter(({ specifier }) => specifier.startsWith('.'))

describe('the house', () => {
  test('imports only along its arrows', () => {
    const wrong = files.flatMap(file => {
      const from = folderOf(file)
      return relativeImports(file)
        .map(({ specifier }) => folderOf(target(file, specifier)))
        .filter(to => to !== from && to !== 'protocol' && !(ARROWS[from] as readonly string[]).includes(to))
        .map(to => `${relative(root, file)} imports ${to}/`)
    })
    expect(wrong).toEqual([])
  })

  test('lets protocol import only zod', () => {
    const wrong = files
      .filter(file => folderOf(file) === 'protocol')
      .flatMap(file =>
        imports(file).filter(({ specifier }) => !specifier.startsWith('.') && specifier !== 'zod'),
      )
    expect(wrong).toEqual([])
  })

  test('lets handoff import only the contract files of adapters, and no channel folder another', () => {
    const wrong = files.flatMap(file => {
      const [folder, channel] = relative(root, file).split('/') as [string, string]
      return relativeImports(file)
        .map(({ specifier }) => relative(root, target(file, specifier)).split('/'))
        .filter(([to, inner, deeper]) => {
          if (to !== 'adapters' || deeper === undefined) return false
          return (
            folder === 'handoff' ||
            (folder === 'adapters' &&
              file.split('/').length > root.split('/').length + 1 &&
              inner !== channel)
          )
        })
        .map(to => `${relative(root, file)} imports ${to.join('/')}`)
    })
    expect(wrong).toEqual([])
  })

  test('has no import cycles at run time', () => {
    const edges = new Map(
      files.map(file => [
        file,
        relativeImports(file)
          .filter(({ typeOnly }) => !typeOnly)
          .map(({ specifier }) => target(file, specifier)),
      ]),
    )
    const done = new Set<string>()
    const visit = (file: string, path: string[]): string[] => {
      if (path.includes(file))
        return [[...path.slice(path.indexOf(file)), file].map(f => relative(root, f)).join(' → ')]
      if (done.has(file)) return []
      const cycles = (edges.get(file) ?? []).flatMap(next => visit(next, [...path, file]))
      done.add(file)
      return cycles
    }
    expect(files.flatMap(file => visit(file, []))).toEqual([])
  })

  test('knows no bot: nobody imports from bots/', () => {
    const wrong = files.filter(file =>
      relativeImports(file).some(({ specifier }) => folderOf(target(file, specifier)) === 'bots'),
    )
    expect(wrong).toEqual([])
  })

  test('names no file utils, helpers or common, and exports no default', () => {
    const named = files.filter(file => /\/(utils?|helpers?|common)\.tsx?$/.test(file))
    const defaults = files.filter(
      file => /^export default /m.test(text.get(file) as string) && !file.endsWith('.config.ts'),
    )
    expect([...named, ...defaults].map(file => relative(root, file))).toEqual([])
  })

  test('keeps every file of the product under the wall of 300 lines', () => {
    const long = files
      .filter(file => !['tests', 'bench'].includes(folderOf(file)))
      .filter(file => (text.get(file) as string).split('\n').length > 301)
      .map(file => relative(root, file))
      .filter(file => !LONG_FILES.includes(file))
    expect(long).toEqual([])
  })

  test('lists every channel folder and every step kind', () => {
    const channels = readdirSync(join(root, 'adapters')).filter(name =>
      statSync(join(root, 'adapters', name)).isDirectory(),
    )
    const adapterList = readFileSync(join(root, 'adapters/index.ts'), 'utf8')
    expect(channels.filter(name => !adapterList.includes(`'./${name}/`))).toEqual([])
    const kinds = readdirSync(join(root, 'dialogs/steps')).filter(
      name => name.endsWith('.ts') && name !== 'index.ts',
    )
    const stepList = readFileSync(join(root, 'dialogs/steps/index.ts'), 'utf8')
    expect(kinds.filter(name => !stepList.includes(`'./${name}'`))).toEqual([])
  })
})
