import { baseOf } from '../locales/language-tag.ts'
import { afterWorkingTime, anyWorks, nextChange, type WorkingHours } from '../locales/working-hours.ts'
import { isoTime } from '../protocol/clock.ts'

/** What is needed of a bot's desk to know its hours. */
interface DeskHours {
  teams: readonly { name: string; shifts: readonly Shift[] }[]
}
interface Shift extends WorkingHours {
  /** None: every language. */
  languages: readonly string[]
}

interface DeskFacts {
  open: boolean
  /** ISO 8601; unknown when nobody works within a year. */
  opensAt?: string
}

/** An answer, and how long it holds: from `since` to just before `until`, epoch milliseconds. */
interface Span {
  since: number
  until: number
  facts: DeskFacts
}

const DAY = 86_400_000

/** Looking for the next opening takes 0.2 ms, keeping the answer for as long as it holds makes that 0.4 µs. */
const spans = new WeakMap<DeskHours, Map<string, Span>>()

/**
 * Whether somebody who speaks the language is there, else when: of all teams when none speaks it, or it isn't known. Undefined, for
 * a bot without a desk, means that nobody keeps hours. `now` is ISO 8601. The same arguments give the same answer.
 */
export function deskAt(
  desk: DeskHours | undefined,
  now: string,
  language?: string,
): { desk: DeskFacts } | undefined {
  if (desk === undefined) return undefined
  const kept = spans.get(desk) ?? new Map<string, Span>()
  spans.set(desk, kept)
  const key = language ?? ''
  const ms = Date.parse(now)
  const span = kept.get(key)
  if (span && span.since <= ms && ms < span.until) return { desk: span.facts }
  const fresh = spanAt(staffOf(desk, language), ms)
  if (kept.size >= 100) kept.clear()
  kept.set(key, fresh)
  return { desk: fresh.facts }
}

function spanAt(staff: readonly Shift[], since: number): Span {
  const open = anyWorks(staff, since)
  const change = nextChange(staff, since, !open, ...(open ? [3] : []))
  return {
    since,
    until: change ?? since + DAY,
    facts: { open, ...(!open && change !== undefined && { opensAt: isoTime(change) }) },
  }
}

/** When a promise made now runs out, counted in the hours of the team, else of those who speak the language. ISO 8601. */
export function deskDeadline(
  desk: DeskHours | undefined,
  now: string,
  promiseMs: number,
  { language, team }: { language?: string | undefined; team?: string | undefined },
): string {
  const ms = Date.parse(now)
  if (desk === undefined) return isoTime(ms + promiseMs)
  const shifts = desk.teams.find(({ name }) => name === team)?.shifts
  return isoTime(afterWorkingTime(shifts ?? staffOf(desk, language), ms, promiseMs))
}

function staffOf(desk: DeskHours, language: string | undefined): readonly Shift[] {
  const all = desk.teams.flatMap(({ shifts }) => shifts)
  if (language === undefined) return all
  const speakers = all.filter(
    ({ languages }) => languages.length === 0 || languages.some(tag => baseOf(tag) === baseOf(language)),
  )
  return speakers.length === 0 ? all : speakers
}
