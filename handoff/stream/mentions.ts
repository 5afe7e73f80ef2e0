import type { DeskAgent } from '../desk-store.ts'

/** What stands behind an `@` up to so many signs may be a name. */
const LONGEST = 200
/** Each `@` of a note costs time in which the process does nothing else. */
const MOST_LOOKED_AT = 50

/**
 * Tells the ids of the agents who are named in a note: `@Ana Pop`, `@ana` (the first word of a name, or an e-mail's first part), `@ana@example.org`. Looks at
 * its first 50 `@`.
 */
export function mentionsOf(agents: readonly DeskAgent[]): (text: string) => ReadonlySet<string> {
  const idsOf = new Map<string, Set<string>>()
  for (const agent of agents) {
    for (const name of namesOf(agent)) idsOf.set(name, (idsOf.get(name) ?? new Set()).add(agent.id))
  }
  const lengths = [...new Set([...idsOf.keys()].map(({ length }) => length))]

  return text => {
    const found = new Set<string>()
    let looked = 0
    for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
      if (++looked > MOST_LOOKED_AT) break
      const rest = text.slice(index + 1, index + 1 + LONGEST).toLowerCase()
      for (const length of lengths) {
        const ids = idsOf.get(rest.slice(0, length))
        if (ids !== undefined && endsAt(rest, length)) for (const id of ids) found.add(id)
      }
    }
    return found
  }
}

const namesOf = ({ name, email }: DeskAgent): string[] => {
  const whole = name.toLowerCase()
  const names = [whole, whole.split(/\s+/)[0] ?? '', email, email.split('@')[0] ?? '']
  return names.filter(one => one !== '')
}

/** Behind the name the word ends. */
const endsAt = (rest: string, length: number): boolean => !/^[\p{L}\p{N}]/u.test(rest.slice(length))
