import type { Json, JsonObject } from '../protocol/json.ts'
import type { Evaluate } from './functions.ts'

/** `object.key` and `list[index]`; null where there is no such thing, whatever is asked of what. */
export function member(of: Evaluate, key: Evaluate): Evaluate {
  return variables => {
    const owner = of(variables)
    if (owner === null || typeof owner !== 'object') return null
    const name = key(variables)
    if (Array.isArray(owner)) return typeof name === 'number' ? (owner[name] ?? null) : null
    const text = String(name)
    return Object.hasOwn(owner, text) ? (owner[text] ?? null) : null
  }
}

/** Deep equality of JSON values; nothing equals a value of another type. */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      key =>
        Object.hasOwn(right, key) &&
        equal((left as JsonObject)[key] ?? null, (right as JsonObject)[key] ?? null),
    )
  )
}

/** Order of two numbers or two texts; false for anything else, so a missing value is neither more nor less. */
export function compare(operator: '<' | '<=' | '>' | '>=', left: Json, right: Json): boolean {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string')
  if (!comparable) return false
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

/** Numbers; `+` also joins texts and lists. Null where the types do not fit. */
export function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Json, right: Json): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    switch (operator) {
      case '+':
        return left + right
      case '-':
        return left - right
      case '*':
        return left * right
      case '/':
        return left / right
      case '%':
        return left % right
    }
  }
  if (operator !== '+') return null
  if (typeof left === 'string' && typeof right === 'string') return left + right
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right]
  return null
}
