import { choiceValueSchema } from '../../protocol/activity.ts'
import type { Json } from '../../protocol/json.ts'

/**
 * The value of a pressed choice, wherever the client put it: Web Chat posts a `postBack`'s value as `value`; simple clients post whatever the
 * action held as `text`, as an object or written as JSON. Everything else stays as it is.
 */
export function liftChoice(activity: Record<string, Json>): Record<string, Json> {
  if (activity.type !== 'message') return activity
  const value = asChoice(activity.value)
  if (value !== undefined) return { ...activity, value }
  const { text, ...rest } = activity
  const pressed = activity.value === undefined ? asChoice(text) : undefined
  return pressed === undefined ? activity : { ...rest, value: pressed }
}

function asChoice(value: Json | undefined): Json | undefined {
  const candidate = typeof value === 'string' ? parseObject(value) : value
  return choiceValueSchema.safeParse(candidate).success ? candidate : undefined
}

function parseObject(text: string): Json | undefined {
  // No choice is longer than a key, and most texts are no JSON: the cheap tests come first.
  if (text.length > 1024 || !text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
