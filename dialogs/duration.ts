import { z } from 'zod'

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** A year: what is longer is a slip of the pen. */
const MAX_MS = 366 * UNIT_MS.d

/** `90s`, `30m`, `4h`, `2d`, `1h30m` to milliseconds; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d)\s*)+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]
  return total <= MAX_MS ? Math.round(total) : undefined
}

/** A duration in a designer's file, as milliseconds. */
export const durationSchema = z
  .string({ error: 'must be a duration such as 90s, 30m, 4h or 2d' })
  .refine(text => durationMs(text) !== undefined, {
    error: 'must be a duration such as 90s, 30m, 4h or 2d, of at most a year',
  })
  .transform(text => durationMs(text) as number)
  .meta({ description: 'A duration: 90s, 30m, 4h, 2d' })
