import type { Json, JsonObject } from '../../protocol/json.ts'
import type { Path } from '../step.ts'

/** A text key that a channel's setting in bot.yaml names. */
export interface SettingKey {
  channel: string
  setting: string
  path: Path
  key: string
}

/** Every text key of `channels` in bot.yaml, with its place. */
export function settingKeys(
  channels: Readonly<Record<string, Readonly<Record<string, Json>>>>,
): SettingKey[] {
  return Object.entries(channels).flatMap(([channel, settings]) =>
    Object.entries(settings).flatMap(([setting, value]) =>
      setting === 'address'
        ? []
        : keysIn(value).map(([inner, key]) => ({
            channel,
            setting,
            path: ['channels', channel, setting, ...inner],
            key,
          })),
    ),
  )
}

/** A key, a list of keys, entries with a `text`, or a mapping by key. */
function keysIn(value: Json): [inner: Path, key: string][] {
  if (typeof value === 'string') return [[[], value]]
  if (Array.isArray(value)) return value.flatMap((entry, n) => entryKeys(entry, n))
  return value !== null && typeof value === 'object' ? Object.keys(value).map(key => [[key], key]) : []
}

function entryKeys(entry: Json, n: number): [Path, string][] {
  if (typeof entry === 'string') return [[[n], entry]]
  const { text } = entry !== null && typeof entry === 'object' ? (entry as JsonObject) : {}
  return typeof text === 'string' ? [[[n, 'text'], text]] : []
}
