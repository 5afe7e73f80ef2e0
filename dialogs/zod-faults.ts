import { z } from 'zod'
import type { Fault } from '../protocol/errors.ts'
import type { Path } from './step.ts'
import { hint, nearest } from './suggest.ts'
import type { YamlFile } from './yaml-file.ts'

type Issue = z.core.$ZodIssue
type RawIssue = z.core.$ZodRawIssue

const EXPECTED: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'empty',
}

/** A value as a designer wrote it, short. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = String(value)
  return typeof value === 'string' ? `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"` : text
}

/**
 * Checks a value against a schema and tells every issue as a sentence at its place. `base` is the value's path in the file,
 * `where` names it for the reader (`step 2 (ask)`).
 */
export function checkValue<T>(
  schema: z.ZodType<T>,
  value: unknown,
  yaml: YamlFile,
  base: Path = [],
  where = '',
): { value?: T; faults: Fault[] } {
  const result = schema.safeParse(value, { error: sentence, reportInput: true })
  if (result.success) return { value: result.data, faults: [] }
  const prefix = where === '' ? '' : `${where}: `
  const faults = result.error.issues
    .flatMap(issue => spread(issue, schema))
    .map(({ path, message, atKey, offset }): Fault => {
      const full = [...base, ...path]
      const place = atKey
        ? yaml.keyAt(full)
        : offset === undefined
          ? yaml.at(full)
          : yaml.inside(full, offset)
      return { file: yaml.file, ...place, message: `${prefix}${message}`, severity: 'error' }
    })
  return { faults }
}

interface Told {
  path: Path
  message: string
  atKey?: boolean
  /** So many characters into the value. */
  offset?: number
}

/** One zod issue as one or more sentences that begin with the key's name. */
function spread(issue: Issue, schema: z.ZodType): Told[] {
  const path = issue.path.filter(part => typeof part !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, path)
    return issue.keys.map(key => ({
      path: [...path, key],
      message: `${named(path)}has no "${key}"${hint(key, allowed, 'allowed are')}`.replace(
        /^has no/,
        'unknown key',
      ),
      atKey: true,
    }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return union(issue, path, schema)
  if (issue.code === 'invalid_key')
    return [
      {
        path,
        message: keySentence(String(path.at(-1)), issue.issues[0]?.message),
        atKey: true,
      },
    ]
  // A schema that knows the column within the value (an expression) tells it.
  if (issue.code === 'custom' && typeof issue.params?.col === 'number')
    return [{ path, message: `${spoken(path)}: ${issue.message}`, offset: issue.params.col - 1 }]
  return [{ path, message: own(path, issue) }]
}

const keySentence = (key: string, message = 'is no valid name'): string =>
  `"${key}"${message.startsWith('expected') ? ':' : ''} ${message}`

/** Our sentences follow their subject; one that a schema brings may begin with "expected", or name the subject itself. */
function own(path: Path, issue: Issue): string {
  const subject = spoken(path)
  if (issue.message.startsWith('expected'))
    return `${subject === '' ? '' : `${subject}: `}${issue.message}, found ${shown(issue.input)}`
  if (subject !== '' && issue.message.startsWith(`${path.at(-1)} `))
    return issue.message.includes(', found') ? issue.message : `${issue.message}, found ${shown(issue.input)}`
  return `${named(path)}${issue.message}`
}

/** Of the shapes that a value may have, the one that it was likely meant to be is told; if none fits at all, their names. */
function union(issue: z.core.$ZodIssueInvalidUnion, path: Path, schema: z.ZodType): Told[] {
  const wrongKind = (branch: readonly Issue[]) =>
    branch.some(each => each.path.length === 0 && each.code === 'invalid_type')
  const near = issue.errors.filter(branch => !wrongKind(branch)).sort((a, b) => a.length - b.length)[0]
  if (near) return near.flatMap(each => spread({ ...each, path: [...path, ...each.path] } as Issue, schema))
  const kinds = issue.errors.flatMap(branch =>
    branch.map(each => (each as { expected?: string }).expected ?? ''),
  )
  const names = [...new Set(kinds.filter(Boolean).map(kind => EXPECTED[kind] ?? kind))]
  return [{ path, message: `${named(path)}must be ${names.join(' or ')}, found ${shown(issue.input)}` }]
}

const named = (path: Path): string => (path.length === 0 ? '' : `${spoken(path)} `)

/** `with.number`, `rules entry 2: when`: list positions count from 1, as people do. */
const spoken = (path: Path): string =>
  path
    .map(part => (typeof part === 'number' ? `entry ${part + 1}` : part))
    .join('.')
    .replace(/\.entry (\d+)/g, ' entry $1')
    .replace(/(entry \d+)\./g, '$1: ')

function sentence(issue: RawIssue): string | undefined {
  const input = issue.input
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = EXPECTED[issue.expected] ?? issue.expected
      return input === undefined
        ? `is missing; it must be ${wanted}`
        : `must be ${wanted}, found ${shown(input)}`
    }
    case 'too_big':
      return `must ${limit('at most', issue.maximum, issue.origin, input)}`
    case 'too_small':
      return `must ${limit('at least', issue.minimum, issue.origin, input)}`
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      const near = typeof input === 'string' ? nearest(input, allowed) : undefined
      const choice = allowed.length === 1 ? `"${allowed[0]}"` : `one of ${allowed.join(', ')}`
      if (input === undefined) return `is missing; it must be ${choice}`
      return `must be ${choice}, found ${shown(input)}${near ? `; did you mean "${near}"?` : ''}`
    }
    case 'invalid_format':
      return `is not in the form expected, found ${shown(input)}`
    default:
      return undefined
  }
}

function limit(bound: string, size: number | bigint, origin: string, input: unknown): string {
  if (origin === 'string')
    return size === 1 ? 'not be empty' : `have ${bound} ${size} characters, found ${String(input).length}`
  if (origin === 'array' || origin === 'set' || origin === 'map' || origin === 'object') {
    const found = Array.isArray(input) ? input.length : Object.keys(Object(input)).length
    return `have ${bound} ${size} ${size === 1 ? 'entry' : 'entries'}, found ${found}`
  }
  return `be ${bound} ${size}, found ${shown(input)}`
}

/** Keys that an object schema knows at a path, through optionals, unions, lists and records. */
function keysAt(schema: unknown, path: Path): string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option: unknown) => keysAt(option, path))
  const [head, ...rest] = path
  if (inner instanceof z.ZodObject)
    return head === undefined ? Object.keys(inner.shape) : keysAt(inner.shape[String(head)], rest)
  if (head !== undefined && inner instanceof z.ZodArray) return keysAt(inner.element, rest)
  if (head !== undefined && inner instanceof z.ZodRecord) return keysAt(inner.valueType, rest)
  return []
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in)
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodLazy
  )
    return unwrap(schema.unwrap())
  return schema
}
