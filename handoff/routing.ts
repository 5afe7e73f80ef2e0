import { baseOf } from '../locales/language-tag.ts'
import type { DeskAgentView } from '../protocol/api/desk.ts'

/** Somebody who may be offered work. */
export interface Staff
  extends Pick<
    DeskAgentView,
    'id' | 'role' | 'teams' | 'languages' | 'skills' | 'status' | 'working' | 'active' | 'offered'
  > {
  /** desk.yaml names their account. */
  named: boolean
  /** When they last got something: who has waited longest comes first of equals. Epoch milliseconds. */
  lastTakenAt: number
}

/** What is asked of who takes it. */
export interface Wanted {
  team?: string | undefined
  language?: string | undefined
  skill?: string | undefined
  /** Its deadline has passed: then anybody who is there is better than nobody. */
  escalated?: boolean | undefined
}

const isThere = ({ status, working }: Staff): boolean => status === 'online' && working

const speaks = ({ languages }: Staff, language: string | undefined): boolean =>
  language === undefined || languages.length === 0 || languages.some(one => baseOf(one) === baseOf(language))

/** Supervisors lead: they get what is late, or all where the desk names them, or has nobody else. */
const worksAt = (staff: readonly Staff[], { escalated }: Wanted): Staff[] =>
  staff.filter(
    ({ role, named }) =>
      role === 'agent' ||
      (role === 'supervisor' && (named || escalated === true || !staff.some(one => one.role === 'agent'))),
  )

/**
 * Who there is could take it, whether or not they have their hands full: of its team those who speak the language, when anybody of the desk does, of them those who have the skill, when
 * one of them is there. Past its deadline a language that nobody there speaks counts no more.
 */
export function ableTo(wanted: Wanted, staff: readonly Staff[]): Staff[] {
  const { team, language, skill, escalated } = wanted
  const all = worksAt(staff, wanted).filter(({ teams }) => team === undefined || teams.includes(team))
  const speakers = all.filter(one => speaks(one, language))
  const strict = speakers.length > 0 && (escalated !== true || speakers.some(isThere))
  const there = (strict ? speakers : all).filter(isThere)
  const skilled = skill === undefined ? [] : there.filter(({ skills }) => skills.includes(skill))
  return skilled.length > 0 ? skilled : there
}

const load = ({ active, offered }: Staff): number => active + offered

/** Whom to offer it to: of those who could, and have not passed it on, whoever has least to do. Undefined: nobody, so it waits for whoever claims it. */
export function chooseAgent(
  wanted: Wanted,
  staff: readonly Staff[],
  { capacity, passed }: { capacity: number; passed: (agentId: string) => boolean },
): Staff | undefined {
  return ableTo(wanted, staff)
    .filter(one => load(one) < capacity && !passed(one.id))
    .sort((a, b) => load(a) - load(b) || a.lastTakenAt - b.lastTakenAt || (a.id < b.id ? -1 : 1))[0]
}
