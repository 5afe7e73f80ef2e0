/** Dates as the customer's language writes them, by Intl. Times are milliseconds since 1970, in the browser's zone. */
export interface When {
  /** `14:05`, `2:05 PM` */
  time(at: number): string
  /** `Today`, `Ayer`, `luni, 2 martie`; with the year when it is not this one. */
  day(at: number, now: number): string
  /** The whole date and time, for who points at a message. */
  full(at: number): string
}

/** A number that grows by one each local midnight, whatever the clocks do in spring. */
export function dayNumber(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000
}

const capital = (words: string, lang: string) => words.slice(0, 1).toLocaleUpperCase(lang) + words.slice(1)

export function createWhen(lang: string): When {
  const time = new Intl.DateTimeFormat(lang, { timeStyle: 'short' })
  const full = new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeStyle: 'short' })
  const near = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  const thisYear = new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long' })
  const otherYear = new Intl.DateTimeFormat(lang, { dateStyle: 'long' })
  return {
    time: at => time.format(at),
    full: at => full.format(at),
    day(at, now) {
      const days = dayNumber(at) - dayNumber(now)
      if (days === 0 || days === -1) return capital(near.format(days, 'day'), lang)
      const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
      return capital((sameYear ? thisYear : otherYear).format(at), lang)
    },
  }
}
