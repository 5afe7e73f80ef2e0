import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLError,
} from 'yaml'
import type { Fault } from '../protocol/errors.ts'
import { hasBrokenMarkup, readPhrase } from './phrases.ts'

/** One YAML file that is being read: where its nodes stand, and what was found wrong so far. */
export interface Reading {
  readonly faults: Fault[]
  /** Pairs of the top mapping, by key; empty when the file is empty or is no mapping. */
  readonly pairs: readonly { key: string; keyNode: Node; value: Node | null }[]
  fault(node: Node | null | undefined, message: string, severity?: Fault['severity']): void
}

/** A phrase as written, and where it stands. */
export interface PlacedPhrase {
  text: string
  node: Node
}

/** Opens a YAML text whose top is a mapping. Syntax errors and a wrong top become faults; never throws. */
export function openYaml(text: string, file: string): Reading {
  const lines = new LineCounter()
  const document = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false })
  const faults: Fault[] = []
  const at = (offset: number, message: string, severity: Fault['severity'] = 'error'): void => {
    const { line, col } = lines.linePos(offset)
    faults.push({ file, line: Math.max(1, line), col: Math.max(1, col), message, severity })
  }
  for (const error of document.errors) at(error.pos[0], yamlSentence(error, text))
  const top = document.contents
  const pairs: { key: string; keyNode: Node; value: Node | null }[] = []
  if (isMap(top))
    for (const pair of top.items) {
      const keyNode = pair.key as Node
      if (isScalar(keyNode))
        pairs.push({ key: scalarText(keyNode), keyNode, value: pair.value as Node | null })
      else at(keyNode.range?.[0] ?? 0, 'a name is expected here, not a list or a mapping')
    }
  else if (top && !(isScalar(top) && top.value === null) && document.errors.length === 0)
    at(top.range?.[0] ?? 0, 'the file must be a mapping: a name, a colon, and below it its list of phrases')
  return { faults, pairs, fault: (node, message, severity) => at(node?.range?.[0] ?? 0, message, severity) }
}

/** For who writes phrases the likeliest cause is one that YAML reads as something else. */
function yamlSentence({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^["']?([^"':\n]*)/.exec(text.slice(pos[0]))?.[1]?.trim() ?? ''
    return `"${key}" stands twice; put what belongs to it in one place`
  }
  const reason = message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? message
  return `the file can't be read here: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}; a phrase that begins with [ { " ' * & ! % @ \` or holds ": " or " #" must stand in quotes`
}

const scalarText = (node: { value: unknown; source?: string }): string =>
  typeof node.value === 'string' ? node.value : (node.source ?? String(node.value ?? ''))

/**
 * The phrases of a list node (a single phrase may stand without a list). Each wrong item is a fault of its own; the rest is given.
 * Numbers and words like `true` are phrases too, as written.
 */
export function phraseList(reading: Reading, node: Node | null, what: string): PlacedPhrase[] {
  if (isScalar(node) && node.value !== null) return oneText(reading, node, what)
  if (!isSeq(node) || node.items.length === 0) {
    reading.fault(node, `${what} must be a list of phrases, one a line after "- "`)
    return []
  }
  return node.items.flatMap(item => oneText(reading, item as Node | null, what))
}

function oneText(reading: Reading, item: Node | null, what: string): PlacedPhrase[] {
  if (isMap(item)) {
    reading.fault(item, `this phrase of ${what} holds ": ", which YAML reads as a mapping; put it in quotes`)
    return []
  }
  if (!isScalar(item)) {
    reading.fault(item, `this phrase of ${what} is read as a list; put it in quotes when it begins with [`)
    return []
  }
  const text = scalarText(item).trim()
  if (text === '' || item.value === null) {
    reading.fault(item, `${what} has an empty phrase; write what a customer says, or remove the line`)
    return []
  }
  if (text.length > 500) {
    reading.fault(item, `this phrase of ${what} has ${text.length} characters; a phrase may have 500`)
    return []
  }
  return [{ text, node: item }]
}

/** Warns of entity marks that will not be read as such. */
export function checkMarkup(reading: Reading, node: Node | null): void {
  for (const item of isSeq(node) ? node.items : [node]) {
    if (!isScalar(item)) continue
    const text = scalarText(item)
    if (hasBrokenMarkup(text))
      reading.fault(
        item,
        'an entity is marked like [10432](order): words in brackets, type in parentheses, no space between',
        'warning',
      )
  }
}

/** Same words for a customer: used to find a phrase that stands in two places. */
export const phraseKey = (phrase: string): string =>
  readPhrase(phrase)
    .text.normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
