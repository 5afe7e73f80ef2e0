import type { DeskAgent } from '../desk-store.ts'

/** What stands behind an `@` up to so many signs may be a name. */
const LONGEST = 200

/** Agents who are named in a note: `@Ana Pop`, `@ana` (the first word of a name, or an e-mail's first part), `@ana@example.org`. */
export function mentioned(text: string, agents: readonly DeskAgent[]): string[] {
  const found = new Set<string>()
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
    const rest = text.slice(index + 1, index + 1 + LONGEST).toLowerCase()
    for (const agent of agents) if (namesOf(agent).some(name => begins(rest, name))) found.add(agent.id)
  }
  return [...found]
}

const namesOf = ({ name, email }: DeskAgent): string[] => {
  const whole = name.toLowerCase()
  const names = [whole, whole.split(/\s+/)[0] ?? '', email, email.split('@')[0] ?? '']
  return names.filter(one => one !== '')
}

/** Behind the name the word ends. */
const begins = (rest: string, name: string): boolean =>
  rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length))
