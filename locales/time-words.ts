import { z } from 'zod'

const words = z.array(z.string().trim().min(1).max(60))
const steps = (most: number) =>
  z.partialRecord(
    z.string().regex(new RegExp(`^(0|-?[1-${most}])$`), `must be a whole number from -${most} to ${most}`),
    words,
  )
const withGap = (gap: string) =>
  z.array(
    z
      .string()
      .trim()
      .max(60)
      .refine(phrase => phrase.split(gap).length === 2, `must hold ${gap} once, for the number`),
  )

/**
 * Words for dates and times. Names of months and weekdays come from `Intl`; only what people write beside them stands here. Whole phrases, as they
 * are said, with every ending: "el lunes que viene" is the weekday and `next: [que viene]`. A section that a language does not need is left out.
 */
export const timeWordsSchema = z.strictObject({
  /** Days from today: `0: [today]`, `1: [tomorrow]`, `-1: [yesterday]`, `2: [day after tomorrow]`. */
  days: steps(4),
  /** Weeks from this one, also right before or after a weekday: `1: [next week]` (来週の月曜, 下周一), `0: [this week]`, `-1: [last week]`. */
  weeks: steps(4),
  /** Months from this one: `1: [next month]`, `-1: [last month]`. */
  months: steps(4),
  /** Said before or after a weekday or date that is still to come: next, coming, que viene. */
  next: words,
  /** Said before or after one that has passed: last, pasado. */
  last: words,
  /** Around a number with its unit, for a time to come: `in {n}`, `{n} from now`, `{n}後`. */
  future: withGap('{n}'),
  /** Around a number with its unit, for a time that has passed: `{n} ago`, `hace {n}`, `vor {n}`. */
  past: withGap('{n}'),
  /** What is counted, in every form after a number, the form for one first: `day: [day, days]`; "a week ago" is one of it. */
  units: z.strictObject({ minute: words, hour: words, day: words, week: words, month: words, year: words }),
  /** A unit's own form for two: أسبوعين. */
  twos: z
    .strictObject({ minute: words, hour: words, day: words, week: words, month: words, year: words })
    .partial(),
  /** The last day: `month: [end of the month, fin de mes]`; of the week it is Sunday. */
  ends: z.strictObject({ week: words, month: words, year: words }).partial(),
  /** The weekend to come: its Saturday. */
  weekend: words,
  /** Parts of the day; morning also tells 7 in the morning, afternoon, evening and night make 7 into 19. */
  parts: z
    .strictObject({ morning: words, noon: words, afternoon: words, evening: words, night: words })
    .partial(),
  /** The hour as it is said, by the minutes to add: `0: ['at {h}', "{h} o'clock"]`, `30: ['half past {h}']`, `-30: ['halb {h}']`, `-15: ['quarter to {h}']`. */
  clock: z.partialRecord(z.enum(['0', '15', '30', '45', '-30', '-15']), withGap('{h}')),
  /** Weekdays beside those of `Intl`, from 1 (Monday): short, colloquial and inflected forms. */
  weekdays: z.partialRecord(z.string().regex(/^[1-7]$/, 'must be 1 (Monday) to 7'), words),
  /** Months beside those of `Intl`, from 1. */
  monthNames: z.partialRecord(z.string().regex(/^([1-9]|1[0-2])$/, 'must be 1 to 12'), words),
})

/** What a culture pack says of dates and times, checked; all of it may be missing. */
export type TimeWords = Partial<z.infer<typeof timeWordsSchema>>
