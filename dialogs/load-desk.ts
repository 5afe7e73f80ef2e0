import type { Interval } from '../locales/working-hours.ts'
import type { Fault } from '../protocol/errors.ts'
import type { ContentFiles, Desk, Shift } from './content.ts'
import { DAYS, type DeskFile, deskSchema, type HoursFile } from './desk-schema.ts'
import { settingsOf } from './desk-settings.ts'
import type { Path } from './step.ts'
import { hint } from './suggest.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'
import { checkValue } from './zod-faults.ts'

export interface LoadedDesk {
  /** Undefined without a `desk.yaml`, or when it has faults. */
  desk?: Desk
  /** Where its faults are told. */
  yaml?: YamlFile
  faults: readonly Fault[]
}

type TeamFile = DeskFile['teams'][string]
type AgentFile = NonNullable<NonNullable<TeamFile['agents']>[string]>

/** Reads `desk.yaml`. Never throws; all faults at once. */
export function loadDesk(files: ContentFiles, bot: string): LoadedDesk {
  const file = `${bot}/desk.yaml`
  const text = files[file]
  if (text === undefined) return { faults: [] }
  const yaml = readYaml(file, text)
  if (yaml.faults.length > 0) return { faults: yaml.faults }
  const checked = checkValue(deskSchema, yaml.value, yaml)
  if (!checked.value) return { faults: checked.faults }
  const faults: Fault[] = []
  const { teams, holidays } = checked.value
  const desk: Desk = {
    ...settingsOf(checked.value),
    teams: Object.entries(teams).map(([name, team]) => {
      const path = ['teams', name]
      const own = shiftOf(team, team, path, { yaml, holidays, faults })
      const agents = Object.entries(team.agents ?? {}).map(([email, agent]) => ({
        email,
        skills: agent?.skills ?? team.skills ?? [],
        ...shiftOf(agent ?? {}, team, [...path, 'agents', email], { yaml, holidays, faults }),
      }))
      const shifts = agents.length > 0 ? agents : [own]
      return { name, languages: own.languages, skills: team.skills ?? [], agents, shifts }
    }),
  }
  return faults.length > 0 ? { faults } : { desk, yaml, faults }
}

interface Reading {
  yaml: YamlFile
  holidays: DeskFile['holidays']
  faults: Fault[]
}

/** Somebody's hours; what is not said of an agent is as in the team. */
function shiftOf(written: AgentFile, team: TeamFile, path: Path, reading: Reading): Shift {
  const { yaml, holidays, faults } = reading
  const country = written.country ?? team.country
  if (written.country !== undefined && !Object.hasOwn(holidays, written.country)) {
    const tip = hint(written.country, Object.keys(holidays), 'countries are')
    const message = `there are no holidays of ${written.country}${tip}; list them under holidays, [] if there are none`
    faults.push({ file: yaml.file, ...yaml.at([...path, 'country']), message, severity: 'error' })
  }
  return {
    languages: written.languages ?? team.languages ?? [],
    timeZone: written.timeZone ?? team.timeZone,
    holidays: new Set(country === undefined ? [] : holidays[country]),
    week: written.hours
      ? weekOf(written.hours, [...path, 'hours'], reading)
      : weekOf(team.hours, [...path.slice(0, 2), 'hours'], reading),
  }
}

function weekOf(hours: HoursFile, path: Path, { yaml, faults }: Reading): readonly Interval[][] {
  const week = new Map<string, Interval[]>()
  for (const [days, written] of Object.entries(hours)) {
    for (const day of daysOf(days)) {
      if (week.has(day)) {
        const message = `${day} is told twice; give its hours once, several as a list: [9:00-13:00, 16:00-20:00]`
        faults.push({ file: yaml.file, ...yaml.keyAt([...path, days]), message, severity: 'error' })
      }
      week.set(day, [written].flat().map(intervalOf))
    }
  }
  return DAYS.map(day => week.get(day) ?? [])
}

/** `fri-mon`: Friday to Monday. */
function daysOf(days: string): readonly string[] {
  const [first = '', last = first] = days.split('-')
  const start = DAYS.indexOf(first as (typeof DAYS)[number])
  const length = (DAYS.indexOf(last as (typeof DAYS)[number]) - start + 7) % 7
  return Array.from({ length: length + 1 }, (_, n) => DAYS[(start + n) % 7] as string)
}

/** `22:00-6:00` ends on the next day; so does `0:00-0:00`, a whole day. */
function intervalOf(written: string): Interval {
  const [from = 0, to = 0] = written.split('-').map(time => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return hour * 60 + minute
  })
  return { from, to: to > from ? to : to + 1440 }
}
