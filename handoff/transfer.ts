import { baseOf } from '../locales/language-tag.ts'
import { isoTime } from '../protocol/clock.ts'
import type { DeskChange } from './desk-store.ts'
import { type Actor, next, type Ownership } from './ownership.ts'

/** Where a hand-off is passed on to. */
export type Target =
  | { kind: 'agent'; id: string }
  | { kind: 'team'; name: string }
  | { kind: 'language'; tag: string }

/** Who and what there is to pass it on to. */
export interface Targets {
  agents: readonly { id: string; email: string; role: string }[]
  teams: readonly { name: string }[]
  /** Of the bot. */
  languages: readonly string[]
}

/** An agent (id or e-mail), `team:<name>`, `language:<tag>`; a plain name is looked up in that order. Undefined: there is none of that name. */
export function targetOf(to: string, { agents, teams, languages }: Targets): Target | undefined {
  const [, kind, name] = /^(team|language):(.+)$/s.exec(to) ?? [undefined, undefined, to]
  if (name === undefined) return undefined
  const agent = agents.find(
    ({ id, email, role }) => role !== 'designer' && (id === name || email === name.toLowerCase()),
  )
  if (kind === undefined && agent !== undefined) return { kind: 'agent', id: agent.id }
  if (kind !== 'language' && teams.some(team => team.name === name)) return { kind: 'team', name }
  const tag =
    languages.find(one => one.toLowerCase() === name.toLowerCase()) ??
    languages.find(one => baseOf(one) === baseOf(name))
  return kind !== 'team' && tag !== undefined ? { kind: 'language', tag } : undefined
}

/** A colleague who is named gets so many times as long to think as whoever is next. */
export const TRANSFER_OFFERS = 5

/**
 * The change that passes it on, or why it is not possible. A colleague is asked, and it goes to the queue when they don't answer; a team or a language goes to the queue at once.
 */
export function transferChange(
  handoff: Ownership,
  target: Target,
  { by, nowMs, offerMs }: { by: Actor; nowMs: number; offerMs: number },
): { ok: true; change: DeskChange } | { ok: false; why: string } {
  const step = next(handoff, {
    verb: 'transfer',
    by,
    ...(target.kind === 'agent' && { to: target.id }),
  })
  if (!step.ok) return step
  const { status, agentId } = step
  return {
    ok: true,
    change: {
      change: 'transfer',
      by: by.id,
      status,
      agentId: agentId ?? null,
      ...(target.kind === 'agent' && { offeredUntil: isoTime(nowMs + TRANSFER_OFFERS * offerMs) }),
      ...(target.kind === 'team' && { team: target.name }),
      // Whoever speaks it, of whatever team.
      ...(target.kind === 'language' && { language: target.tag, team: null }),
      data: { to: target },
      at: isoTime(nowMs),
    },
  }
}
