const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function cached<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  name: string,
  make: () => Format,
): Format {
  const known = formats.get(name) as Format | undefined
  if (known !== undefined) return known
  const made = make()
  formats.set(name, made)
  return made
}

/** `45s`, `12m`, `2h`, `3d`, in the console's language: whole units, rounded down. */
export function shortDuration(ms: number, language: string): string {
  const length = Math.max(0, ms)
  const [unit, size] = UNITS.find(([, size]) => length >= size) ?? UNITS[3]
  const format = cached(
    `${language} ${unit}`,
    () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }),
  )
  return format.format(Math.floor(length / size))
}

/** `14:05` */
export function clockTime(at: string | number, language: string): string {
  return cached(
    `${language} clock`,
    () => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  ).format(new Date(at))
}

/** Day and time in full, for a tooltip or a screen reader. */
export function fullTime(at: string | number, language: string): string {
  return cached(
    `${language} full`,
    () => new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }),
  ).format(new Date(at))
}

/** `12 Mar`, with the year where it is another. */
export function shortDay(at: string | number, language: string, nowMs: number): string {
  const date = new Date(at)
  const year = date.getFullYear() !== new Date(nowMs).getFullYear()
  return cached(
    `${language} day ${year}`,
    () =>
      new Intl.DateTimeFormat(language, {
        day: 'numeric',
        month: 'short',
        ...(year ? { year: 'numeric' as const } : {}),
      }),
  ).format(date)
}

/** Days between two moments by the wall clock here: 0 for today, 1 for yesterday. */
export function daysAgo(at: string | number, nowMs: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(nowMs) - midnight(new Date(at).getTime())) / 86_400_000)
}

/** The name of a language in another: `Spanish`, `español`. */
export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
