import { useCallback, useSyncExternalStore } from 'react'

export type Mode = 'reply' | 'note'

/** What is being written in one conversation: a reply and a note, each by itself. */
export interface Draft {
  mode: Mode
  reply: string
  note: string
}

const EMPTY: Draft = { mode: 'reply', reply: '', note: '' }
const NAME = 'conserje.draft.'
const drafts = new Map<string, Draft>()
const listeners = new Set<() => void>()

/** Kept for this tab, also over a reload; a shared computer keeps nothing of it. */
function draftOf(id: string): Draft {
  const known = drafts.get(id)
  if (known !== undefined) return known
  const kept = read(id)
  drafts.set(id, kept)
  return kept
}

function read(id: string): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME + id) ?? '{}') as Partial<
      Record<keyof Draft, unknown>
    >
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    return { mode: kept.mode === 'note' ? 'note' : 'reply', reply: text(kept.reply), note: text(kept.note) }
  } catch {
    return EMPTY
  }
}

function change(id: string, part: Partial<Draft>): void {
  const next = { ...draftOf(id), ...part }
  drafts.set(id, next)
  try {
    if (next.reply === '' && next.note === '') sessionStorage.removeItem(NAME + id)
    else sessionStorage.setItem(NAME + id, JSON.stringify(next))
  } catch {
    // A browser that keeps nothing keeps it for this page.
  }
  for (const tell of listeners) tell()
}

/** The draft of a conversation; it waits while the agent looks at another. */
export function useDraft(id: string): [Draft, (part: Partial<Draft>) => void] {
  const draft = useSyncExternalStore(subscribe, () => draftOf(id))
  return [draft, useCallback((part: Partial<Draft>) => change(id, part), [id])]
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
