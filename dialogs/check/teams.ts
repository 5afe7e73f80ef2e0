import type { Fault } from '../../protocol/errors.ts'
import { hint } from '../suggest.ts'
import { readYaml } from '../yaml-file.ts'
import { type Check, type CheckInput, refsOf } from './check.ts'

/** A hand-off names a team of `desk.yaml`. Without that file there is one team, and naming another has no effect yet. */
export const teams: Check = input => {
  const known = teamsOf(input)
  const tell = (name: string): { message: string; severity: Fault['severity'] } | undefined => {
    if (known === undefined)
      return { message: `team "${name}" has no effect without a desk.yaml that has it`, severity: 'warning' }
    if (known.includes(name)) return undefined
    return { message: `there is no team "${name}"${hint(name, known, 'teams are')}`, severity: 'error' }
  }
  return [
    ...refsOf(input, 'team').flatMap(({ ref, fault }) => {
      const told = tell(ref.name)
      return told ? [fault(told.message, { severity: told.severity })] : []
    }),
    ...(input.bot?.handoff.rules ?? []).flatMap(({ team }, index): Fault[] => {
      const told = team === undefined ? undefined : tell(team)
      const place = input.botYaml.at(['handoff', 'rules', index, 'team'])
      return told ? [{ file: input.botYaml.file, ...place, ...told }] : []
    }),
  ]
}

function teamsOf(input: CheckInput): string[] | undefined {
  const file = `${input.name}/desk.yaml`
  const text = input.files[file]
  if (text === undefined) return undefined
  const value = readYaml(file, text).value as { teams?: unknown } | null | undefined
  const teams = value?.teams
  return typeof teams === 'object' && teams !== null ? Object.keys(teams) : []
}
