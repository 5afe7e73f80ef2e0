const DAY_MS = 86_400_000
const RELATIVE = /^([+-]?\d{1,4})d$/
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Is it a date that a source may write: ISO 8601 (`2026-03-02`, `2026-03-02T10:00Z`), or days from today (`+3d`, `-2d`, `0d`) for demo data that must not age? */
export function isDay(written: string): boolean {
  if (RELATIVE.test(written)) return true
  return ISO.test(written) && realDay(written.slice(0, 10)) && !Number.isNaN(Date.parse(written))
}

/** `Date.parse` takes 2026-02-31 for the 3rd of March. */
function realDay(day: string): boolean {
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}

/** A written date as ISO 8601; days from today are counted in UTC. The empty string stays empty. */
export function resolveDay(written: string, nowMs: number): string {
  const relative = RELATIVE.exec(written)
  if (!relative) return written
  return new Date(nowMs + Number(relative[1]) * DAY_MS).toISOString().slice(0, 10)
}

/** Whole days from the day of `iso` to today, in UTC: positive when it is over. Undefined without a date. */
export function daysSince(iso: string, nowMs: number): number | undefined {
  const day = Date.parse(iso.slice(0, 10))
  if (Number.isNaN(day)) return undefined
  return Math.floor(nowMs / DAY_MS) - Math.floor(day / DAY_MS)
}
