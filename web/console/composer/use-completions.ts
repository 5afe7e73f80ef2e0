import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useMemo, useState } from 'react'
import type { ContextPackage } from '../../../protocol/api/handoff.ts'
import { agentsQuery, cannedQuery } from '../api/desk.ts'
import { useMe } from '../shell/session-context.tsx'
import { agentsFor, askedAt, type Completion, cannedFor } from './complete.ts'
import type { Mode } from './drafts.ts'

/** What `/` and `@` offer at the caret, and the keys that choose. */
export function useCompletions(
  handoff: ContextPackage,
  mode: Mode,
  text: string,
  caret: number,
  onInsert: (from: number, to: number, insert: string) => void,
) {
  const me = useMe()
  const [at, setAt] = useState(0)
  const [closedAt, setClosedAt] = useState<string>()
  const asked = useMemo(() => askedAt(text, caret, mode), [text, caret, mode])
  const place = asked && `${asked.kind} ${asked.from}`
  const open = asked !== undefined && place !== closedAt ? asked : undefined
  const canned = useQuery({
    ...cannedQuery(handoff.id, handoff.language ?? ''),
    enabled: open?.kind === 'canned',
  })
  const agents = useQuery({ ...agentsQuery, enabled: open?.kind === 'mention' })
  const found = useMemo((): readonly Completion[] => {
    if (open === undefined) return []
    if (open.kind === 'canned') return cannedFor(open.query, canned.data ?? [])
    return agentsFor(
      open.query,
      (agents.data ?? []).filter(({ id }) => id !== me.id),
    ).slice(0, 20)
  }, [open, canned.data, agents.data, me.id])
  const chosen = Math.max(0, Math.min(at, found.length - 1))
  // An `@` in a note that names nobody is just that.
  const shown = open?.kind === 'mention' && found.length === 0 ? undefined : open

  function choose({ insert }: Completion): void {
    if (open === undefined) return
    setAt(0)
    onInsert(open.from, open.to, insert)
  }

  /** True when the key was ours. */
  function onKey(event: KeyboardEvent): boolean {
    if (shown === undefined) return false
    const completion = found[chosen]
    if (event.key === 'Escape') setClosedAt(place)
    else if (completion === undefined) return false
    else if (event.key === 'ArrowDown') setAt((chosen + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + found.length) % found.length)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(completion)
    else return false
    event.preventDefault()
    return true
  }

  return { shown, found, chosen, loading: canned.isLoading, choose, onKey }
}
