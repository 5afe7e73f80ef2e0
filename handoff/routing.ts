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

/** The same, looked for once for all that want the same: as long as nobody comes or goes. */
export function rememberAble(
  staff: readonly Staff[],
): (wanted: Wanted) => { key: string; able: readonly Staff[] } {
  const known = new Map<string, { key: string; able: readonly Staff[] }>()
  return wanted => {
    const { team = '', language = '', skill = '', escalated = false } = wanted
    const key = JSON.stringify([team, language, skill, escalated])
    const found = known.get(key) ?? { key, able: ableTo(wanted, staff) }
    known.set(key, found)
    return found
  }
}

const load = ({ active, offered }: Staff): number => active + offered

/** Whom of those who could take it to offer it to: of those who have not passed it on whoever has least to do. Undefined: nobody, so it waits for whoever claims it. */
export function chooseAgent(
  able: readonly Staff[],
  { capacity, passed }: { capacity: number; passed: (agentId: string) => boolean },
): Staff | undefined {
  return able
    .filter(one => load(one) < capacity && !passed(one.id))
    .sort((a, b) => load(a) - load(b) || a.lastTakenAt - b.lastTakenAt || (a.id < b.id ? -1 : 1))[0]
}
