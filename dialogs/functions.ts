import type { Json, JsonObject } from '../protocol/json.ts'

/** A compiled part of an expression. */
export type Evaluate = (variables: JsonObject) => Json

/** Null, false, 0 and the empty text are no; everything else is yes. */
export const truthy = (value: Json): boolean =>
  value !== null && value !== false && value !== 0 && value !== ''

const DAY_MS = 86_400_000
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

function size(value: Json = null): Json {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0
}

/** A test of two texts: false unless both are there. */
const textTest =
  (test: (whole: string, part: string) => boolean) =>
  (whole: Json = null, part: Json = null): Json =>
    typeof whole === 'string' && typeof part === 'string' && test(whole, part)

function matches(whole: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(whole)
  } catch {
    return false
  }
}

/** Whole days from one ISO date or time to another, negative when the second is earlier. */
function daysBetween(from: Json = null, to: Json = null): Json {
  const days = (Date.parse(text(to) ?? '') - Date.parse(text(from) ?? '')) / DAY_MS
  return Number.isNaN(days) ? null : Math.trunc(days)
}

function double(value: Json = null): Json {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/**
 * What an expression may call, as `f(x, …)` or `x.f(…)`. CEL's own names where CEL has one. All are total: an argument of the wrong type gives null,
 * false or 0.
 */
export const FUNCTIONS = {
  size,
  contains: textTest((whole, part) => whole.includes(part)),
  startsWith: textTest((whole, part) => whole.startsWith(part)),
  endsWith: textTest((whole, part) => whole.endsWith(part)),
  matches: textTest(matches),
  lowerAscii: (value: Json = null): Json => text(value)?.toLowerCase() ?? null,
  trim: (value: Json = null): Json => text(value)?.trim() ?? null,
  string: (value: Json = null): Json =>
    value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value),
  double,
  int: (value: Json = null): Json => {
    const number = double(value)
    return typeof number === 'number' ? Math.trunc(number) : null
  },
  days_between: daysBetween,
} satisfies Record<string, (...args: Json[]) => Json>

/** `list.exists(x, condition)` and its kin. */
export const LIST_MACROS = {
  exists: (list: Json[], of: (item: Json) => Json): Json => list.some(item => truthy(of(item))),
  all: (list: Json[], of: (item: Json) => Json): Json => list.every(item => truthy(of(item))),
  exists_one: (list: Json[], of: (item: Json) => Json): Json =>
    list.filter(item => truthy(of(item))).length === 1,
  map: (list: Json[], of: (item: Json) => Json): Json => list.map(of),
  filter: (list: Json[], of: (item: Json) => Json): Json => list.filter(item => truthy(of(item))),
}
