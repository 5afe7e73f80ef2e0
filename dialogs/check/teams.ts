import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import { readYaml } from '../yaml-file.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'

/** A hand-off names a team, or a skill, of `desk.yaml`. Without that file there is one team, and naming another has no effect yet. */
export const teams: Check = input => {
  const known = deskOf(input)
  const tell = (
    kind: 'team' | 'skill',
    name: string,
  ): { message: string; severity: Fault['severity'] } | undefined => {
    if (known === undefined)
      return {
        message: `${kind} "${name}" has no effect without a desk.yaml that has it`,
        severity: 'warning',
      }
    if (known[kind].includes(name)) return undefined
    const names = kind === 'team' ? 'teams are' : 'skills are'
    const message = `there is no ${kind} "${name}"${hint(name, known[kind], names)}`
    // Nobody having a skill now is no reason not to serve: then it goes to whoever is there.
    return { message, severity: kind === 'team' ? 'error' : 'warning' }
  }
  return (['team', 'skill'] as const).flatMap(kind => [
    ...refsOf(input, kind).flatMap(({ ref, fault }) => {
      const told = tell(kind, ref.name)
      return told ? [fault(told.message, { severity: told.severity })] : []
    }),
    ...(input.bot?.handoff.rules ?? []).flatMap((rule, index): Fault[] => {
      const name = rule[kind]
      const told = name === undefined ? undefined : tell(kind, name)
      const place = input.botYaml.at(['handoff', 'rules', index, kind])
      return told ? [{ file: input.botYaml.file, ...place, ...told }] : []
    }),
  ])
}

/** What desk.yaml names, whatever else is wrong with it; undefined without the file. */
function deskOf(input: CheckInput): { team: string[]; skill: string[] } | undefined {
  const file = `${input.name}/desk.yaml`
  const text = input.files[file]
  if (text === undefined) return undefined
  const teams = entries(entries(readYaml(file, text).value).teams)
  const people = Object.values(teams).flatMap(team => [
    entries(team),
    ...Object.values(entries(entries(team).agents)).map(entries),
  ])
  const skills = people.flatMap(({ skills: known }) => (Array.isArray(known) ? known.map(String) : []))
  return { team: Object.keys(teams), skill: [...new Set(skills)] }
}

const entries = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
