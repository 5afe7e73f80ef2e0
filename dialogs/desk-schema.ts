import { z } from 'zod'
import { isTimeZone, languageSchema } from '../locales/market.ts'
import { deskSettings } from './desk-settings.ts'

/** Monday first. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const day = DAYS.join('|')
const time = '([01]?\\d|2[0-3]):[0-5]\\d'

const interval = z.string().regex(new RegExp(`^${time}-(${time}|24:00)$`), {
  error: 'must be hours such as 9:00-18:00, or 22:00-6:00 over midnight',
})

const hoursSchema = z
  .record(
    z.string().regex(new RegExp(`^(${day})(-(${day}))?$`), {
      error: 'must be a day (mon, tue, wed, thu, fri, sat, sun) or several in a row: mon-fri',
    }),
    z.union([interval, z.array(interval)]),
  )
  .meta({
    description:
      'By day or days: { mon-fri: 9:00-18:00, sat: [9:00-13:00, 16:00-20:00] }; other days are free',
  })

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'must be a country of two capital letters, as ES or RO' })
const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'must be a time zone such as Europe/Madrid' })
  .meta({ description: 'IANA: Europe/Madrid; the hours are those of its wall clock' })

const who = {
  languages: z
    .array(languageSchema)
    .min(1)
    .exactOptional()
    .meta({ description: 'What they speak; all languages of the bot when left out' }),
  skills: z
    .array(z.string().min(1))
    .exactOptional()
    .meta({ description: 'What they know: returns, invoices' }),
  country: country.exactOptional().meta({ description: 'Whose `holidays` they have' }),
}

const agentSchema = z
  .strictObject({ ...who, timeZone: timeZone.exactOptional(), hours: hoursSchema.exactOptional() })
  .meta({ description: 'What is not said here is as in the team' })

const teamSchema = z.strictObject({
  ...who,
  timeZone,
  hours: hoursSchema,
  agents: z
    .record(
      z.email({ error: 'must be the e-mail of an account, as ana@example.org' }),
      agentSchema.nullable(),
    )
    .exactOptional()
    .meta({ description: 'By e-mail; the team is there when one of them is' }),
})

const isDay = (text: string): boolean => {
  const date = text.length === 5 ? `2000-${text}` : text
  const ms = Date.parse(`${date}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)
}

/** `desk.yaml` as a designer writes it. */
export const deskSchema = z
  .strictObject({
    teams: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]*$/, {
          error: 'must be a name of small letters, digits, - and _, as vip',
        }),
        teamSchema,
      )
      .refine(teams => Object.keys(teams).length > 0, { error: 'needs a team' }),
    holidays: z
      .record(
        country,
        z.array(
          z.string().refine(isDay, { error: 'must be a day such as 2026-04-03, or 12-25 for every year' }),
        ),
      )
      .default({})
      .meta({ description: 'Days off by country: [12-25, 2026-04-03]' }),
    ...deskSettings,
  })
  .meta({ title: 'desk.yaml', description: 'The people behind a bot: teams, languages, skills, hours' })

export type DeskFile = z.infer<typeof deskSchema>
export type HoursFile = z.infer<typeof hoursSchema>
