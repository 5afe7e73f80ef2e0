import { LETTER, MOST_SPANS } from '../runs.ts'
import { gapsOf, stands } from './gaps.ts'
import { type DateReading, isSmall, type Piece, spanOf } from './piece.ts'

const DIGITS = new RegExp(
  String.raw`(?<!${LETTER}|[\p{N}:.,/-])(\d{1,2})(?:[:h](\d{2})(?!\d)(?::\d{2})?|\.(\d{2})(?= ?[ap]\.?m\b)|h(?!${LETTER}))? ?(?:([ap])\.?m\b\.?)?`,
  'gu',
)
const HAN = /(?<!\d)(\d{1,2}) ?[時时点點] ?(?:(\d{1,2}) ?分|(半))?/gu

/** Times of the day: `17:30`, `5pm`, `17h`, "a las 5 y media", "halb acht", `午後3時`. */
export function times(given: DateReading): Piece[] {
  const { text } = given.reading.normalised
  const found: Piece[] = []
  const add = (hour: number, minutes: number, start: number, end: number, half?: string): void => {
    if (hour > 24 || minutes > 59 || found.some(piece => start < piece.end && piece.start < end)) return
    const sure = half !== undefined || text[start] === '0'
    const part = half === undefined ? partBeside(given, start, end) : undefined
    const open = half === undefined && part === undefined && !sure && hour <= 12
    const at = half === undefined ? clockHour(hour, part?.value, sure) : (hour % 12) + (half === 'p' ? 12 : 0)
    found.push({
      minute: minuteOf(at, minutes),
      ...(open && { said: { hour, minutes } }),
      start: Math.min(start, part?.start ?? start),
      end: Math.max(end, part?.end ?? end),
    })
  }
  if (/\d/.test(text)) {
    for (const match of text.matchAll(DIGITS).take(MOST_SPANS)) {
      const [whole, hour = '', colon, point, half] = match
      const minutes = colon ?? point
      if (minutes === undefined && half === undefined && !whole.trimEnd().endsWith('h')) continue
      add(Number(hour), Number(minutes ?? 0), match.index, match.index + whole.trimEnd().length, half)
    }
    for (const match of text.matchAll(HAN).take(MOST_SPANS))
      add(
        Number(match[1]),
        match[3] ? 30 : Number(match[2] ?? 0),
        match.index,
        match.index + match[0].trimEnd().length,
      )
  }
  for (const { hour, minutes, start, end } of said(given)) add(hour, minutes, start, end)
  return found
}

interface Said {
  hour: number
  minutes: number
  start: number
  end: number
}

/** "a las {h} y media". A phrase without words after the hour ("at 5") counts only where the hour ends what is said, or a part of the day follows. */
function said({ reading, numbers, phrases, asked }: DateReading): Said[] {
  const gaps = reading.lexicon && gapsOf(reading.lexicon).clock
  if (!gaps || gaps.length === 0) return []
  const found: Said[] = []
  for (const { value, from, to, start, end } of numbers) {
    if (
      !Number.isInteger(value) ||
      value > 24 ||
      /\d[:.,]\d|^\d{3}/.test(reading.normalised.text.slice(start, end))
    )
      continue
    const gap = gaps.find(each => stands(each, reading.words, from, to))
    const around = gap && stands(gap, reading.words, from, to)
    if (!gap || !around) continue
    const next = reading.words[around.to]
    const ends = next === undefined || next.fresh || next.kind === 'emoji'
    const dated = phrases.some(
      ({ tag, from: at }) => tag !== 'time.unit' && at >= around.to && isSmall(reading, around.to, at, 1),
    )
    if (gap.after.length === 0 && !ends && !dated && !asked) continue
    if (phrases.some(({ tag, from: at }) => tag === 'time.unit' && at === to && gap.after.length === 0))
      continue
    found.push({ hour: value, minutes: gap.minutes, ...spanOf(reading, around.from, around.to) })
  }
  return found
}

const minuteOf = (hour: number, minutes: number): number =>
  ((((hour % 24) * 60 + minutes) % 1440) + 1440) % 1440

/** The minute of a time whose part of the day stands with its day. */
export const minuteIn = (part: string, { hour, minutes }: { hour: number; minutes: number }): number =>
  minuteOf(clockHour(hour, part, false), minutes)

/** Seven in the evening is 19; a bare one to six is the afternoon: nobody awaits a parcel at night. */
function clockHour(hour: number, part: string | undefined, sure: boolean): number {
  if (hour > 12) return hour
  if (part === 'morning') return hour === 12 ? 0 : hour
  if (part === 'night') return hour === 12 ? 0 : hour >= 6 ? hour + 12 : hour
  if (part === 'afternoon' || part === 'evening') return hour === 12 ? 12 : hour + 12
  return !sure && hour >= 1 && hour <= 6 ? hour + 12 : hour
}

/** The part of the day that stands right before or after. */
function partBeside(
  { reading, phrases }: DateReading,
  start: number,
  end: number,
): { value: string; start: number; end: number } | undefined {
  const { words } = reading
  const first = words.findIndex(word => word.start >= start)
  let after = words.findIndex(word => word.start >= end)
  if (after < 0) after = words.length
  const part = phrases.find(
    ({ tag, from, to }) =>
      tag === 'time.part' &&
      !phrases.some(day => day.tag === 'time.day' && day.from < to && from < day.to) &&
      (isSmall(reading, after, from, 1) || isSmall(reading, to, first, 1)),
  )
  return part && { value: part.value, ...spanOf(reading, part.from, part.to) }
}
