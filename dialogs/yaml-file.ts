import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import type { Fault } from '../protocol/errors.ts'
import type { Path } from './step.ts'
import { yamlSentence } from './yaml-sentence.ts'

/** Line and column, from 1. */
export interface Place {
  line: number
  col: number
}

/** A YAML file that was read: its plain value, and where each part of it stands. */
export interface YamlFile {
  readonly file: string
  /** Undefined when the file could not be read; `faults` says why. */
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** Where the value at a path begins; of what is missing, where the nearest thing around it begins. */
  at(path: Path): Place
  /** Where the key of a path's last part begins. */
  keyAt(path: Path): Place
  /** The place `offset` characters into a text value; its beginning, when the text is folded or escaped. */
  inside(path: Path, offset: number): Place
}

/** A designer's file has some hundred lines. */
const MAX_CHARS = 1_000_000
const MAX_DEPTH = 40
const MAX_ALIASES = 50

/** Reads one file. Never throws: what is wrong is told in `faults`, all of it at once. */
export function readYaml(file: string, text: string): YamlFile {
  const faults: Fault[] = []
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), col: Math.max(1, col) }
  }
  const fault = (offset: number, message: string) =>
    faults.push({ file, ...place(offset), message, severity: 'error' })
  const document = parse(text, lines, fault)
  const value = document && faults.length === 0 ? plainValue(document, fault) : undefined
  const bad = text.indexOf('\ufffd')
  if (bad >= 0) fault(bad, 'a character here is not UTF-8; save the file as UTF-8')
  const start = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0
  return {
    file,
    value,
    faults,
    at: path => place(start(document && find(document, path).node)),
    keyAt(path) {
      const found = document && find(document, path)
      return place(start(found?.key ?? found?.node))
    },
    inside(path, offset) {
      const node = document && find(document, path).node
      const quoted = isScalar(node) && /^['"]/.test(text.slice(start(node), start(node) + 1)) ? 1 : 0
      const begin = start(node) + quoted
      const asWritten = isScalar(node) && text.startsWith(String(node.value), begin)
      return place(asWritten ? begin + offset : start(node))
    },
  }
}

function parse(
  text: string,
  lines: LineCounter,
  fault: (offset: number, message: string) => void,
): Document | undefined {
  if (text.length > MAX_CHARS) {
    fault(0, `the file has ${text.length} characters; a file may have ${MAX_CHARS}`)
    return undefined
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
    const seen = new Set<number>()
    for (const error of document.errors) {
      // One mistake often brings three errors in the same line: the first names it.
      const { line } = lines.linePos(error.pos[0])
      if (!seen.has(line)) fault(error.pos[0], yamlSentence(error, text.slice(error.pos[0])))
      seen.add(line)
    }
    return document
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    fault(0, `the file is nested deeper than ${MAX_DEPTH} levels`)
    return undefined
  }
}

function plainValue(document: Document, fault: (offset: number, message: string) => void): unknown {
  let sound = true
  const tell = (node: Node, message: string) => {
    sound = false
    fault(node.range?.[0] ?? 0, message)
    return visit.BREAK
  }
  visit(document, {
    Node(_key, node, ancestors) {
      if (ancestors.length > MAX_DEPTH * 2)
        return tell(node, `this is nested deeper than ${MAX_DEPTH} levels`)
      if (!isAlias(node)) return undefined
      const target = node.resolve(document)
      if (!target)
        return tell(
          node,
          `there is no anchor "&${node.source}" above; put a text that begins with * in quotes`,
        )
      return ancestors.includes(target) ? tell(node, `"*${node.source}" holds itself`) : undefined
    },
  })
  if (!sound) return undefined
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    fault(0, `the file repeats itself through aliases (*) more than ${MAX_ALIASES} times`)
    return undefined
  }
}

function find(document: Document, path: Path): { node: unknown; key?: unknown } {
  let node: unknown = document.contents
  let key: unknown
  for (const name of path) {
    const inner = isAlias(node) ? node.resolve(document) : node
    const next = isMap(inner)
      ? pairOf(inner.items, name)
      : isSeq(inner)
        ? itemOf(inner.items, name)
        : undefined
    if (!next) break
    key = next.key
    node = next.value ?? next.key
  }
  return { node, key }
}

const pairOf = (items: readonly Pair[], name: string | number) =>
  items.find(pair => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(name))

const itemOf = (items: readonly unknown[], index: string | number) => {
  const value = items[Number(index)]
  return value === undefined ? undefined : { key: value, value }
}
