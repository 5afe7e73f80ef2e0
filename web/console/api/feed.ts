import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { DeskAgentView } from '../../../protocol/api/desk.ts'
import type { ContextPackage, HandoffSummary } from '../../../protocol/api/handoff.ts'
import type { StreamEvent } from '../../../protocol/api/stream.ts'
import type { OpenHandoffs } from './handoffs.ts'
import { keys } from './keys.ts'
import { forgetOne, forgetRecent, isOpen, rememberRecent } from './recent.ts'
import { withDelivery, withEntry } from './transcript.ts'

/** Who types in a conversation, and when that was told. */
export interface Typing {
  who: 'customer' | 'agent'
  agentId?: string | undefined
  name?: string | undefined
  at: number
}

/** Ids of hand-offs to the number of messages that nobody here has seen. */
export type Unread = Readonly<Record<string, number>>

type ClosedPages = InfiniteData<{ items: HandoffSummary[]; nextCursor?: string | undefined }>

/** Brings what the stream told into the query cache: one pass over the list, however many events came at once. */
export function applyEvents(
  client: QueryClient,
  events: readonly StreamEvent[],
  me: string,
  nowMs: number,
): void {
  const rows = new Map<string, (row: HandoffSummary | undefined) => HandoffSummary | undefined>()
  for (const event of events) applyOne(client, event, me, nowMs, rows)
  if (rows.size > 0) changeRows(client, rows)
}

type RowChanges = Map<string, (row: HandoffSummary | undefined) => HandoffSummary | undefined>

function applyOne(
  client: QueryClient,
  event: StreamEvent,
  me: string,
  nowMs: number,
  rows: RowChanges,
): void {
  switch (event.event) {
    case 'ready':
      return
    case 'reset':
      forgetRecent()
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
      return
    case 'gone':
      forgetOne(event.data.handoffId)
      rows.set(event.data.handoffId, () => undefined)
      void client.invalidateQueries({ queryKey: keys.handoff(event.data.handoffId) })
      return
    case 'handoff':
      changeHandoff(client, event.data.handoff, rows)
      return
    case 'message':
      addMessage(client, event, me, rows)
      return
    case 'delivery': {
      const { handoffId, entryId, delivery } = event.data
      changePackage(client, handoffId, old => ({
        ...old,
        transcript: withDelivery(old.transcript, entryId, delivery),
      }))
      return
    }
    case 'typing': {
      const { handoffId, ...who } = event.data
      if (who.agentId !== me) client.setQueryData<Typing>(keys.typing(handoffId), { ...who, at: nowMs })
      return
    }
    case 'presence':
      client.setQueryData<DeskAgentView[]>(keys.agents, old => {
        if (old === undefined) return old
        const known = old.some(({ id }) => id === event.data.id)
        return known
          ? old.map(agent => (agent.id === event.data.id ? event.data : agent))
          : [...old, event.data]
      })
      return
    case 'mention':
      return
  }
}

function changeHandoff(client: QueryClient, handoff: HandoffSummary, rows: RowChanges): void {
  rememberRecent(handoff)
  rows.set(handoff.id, old => ({ ...old, ...handoff }))
  const cached = client.getQueryData<ContextPackage>(keys.handoff(handoff.id))
  if (cached === undefined) return
  changePackage(client, handoff.id, old => replaced(old, handoff))
  // Sentiment, order and what was tried may have changed with it.
  void client.invalidateQueries({ queryKey: keys.handoff(handoff.id) })
  if (cached.status !== handoff.status) void client.invalidateQueries({ queryKey: keys.allowed(handoff.id) })
}

/** What a summary leaves out is no longer so: a returned hand-off has no `offeredUntil`. */
function replaced(old: ContextPackage, summary: HandoffSummary): ContextPackage {
  const { offeredUntil: _u, waitingSince: _w, agentId: _a, agentName: _n, team: _t, ...rest } = old
  return { ...rest, ...summary }
}

function addMessage(
  client: QueryClient,
  { id, data: { handoffId, entry } }: StreamEvent<'message'>,
  me: string,
  rows: RowChanges,
): void {
  changePackage(client, handoffId, old => ({ ...old, transcript: withEntry(old.transcript, entry) }))
  if (entry.speaker === 'customer') {
    client.removeQueries({ queryKey: keys.typing(handoffId) })
    void client.invalidateQueries({ queryKey: keys.allowed(handoffId) })
  }
  const text = entry.text?.slice(0, 200)
  const before = rows.get(handoffId)
  rows.set(handoffId, found => {
    const row = before === undefined ? found : before(found)
    if (row === undefined || text === undefined || entry.activity.type !== 'message') return row
    const { waitingSince, ...rest } = row
    const waits = entry.speaker === 'customer' ? (waitingSince ?? entry.at) : undefined
    return {
      ...rest,
      ...(waits === undefined ? {} : { waitingSince: waits }),
      lastMessage: { at: entry.at, speaker: entry.speaker, text },
    }
  })
  // Without an id it is only told again, with a file that was loaded since.
  if (entry.speaker === 'customer' && id !== undefined) countUnread(client, handoffId, me)
}

/** Counted for what is with me, and not for what I am looking at. */
function countUnread(client: QueryClient, id: string, me: string): void {
  const open = client.getQueryData<OpenHandoffs>(keys.openHandoffs)
  if (open?.items.find(row => row.id === id)?.agentId !== me || isLookedAt(id)) return
  client.setQueryData<Unread>(keys.unread, old => ({ ...old, [id]: (old?.[id] ?? 0) + 1 }))
}

/** The hand-off is on the screen, in a window that has the focus. */
export function isLookedAt(id: string): boolean {
  return document.hasFocus() && location.pathname.split('/').includes(id)
}

function changePackage(
  client: QueryClient,
  id: string,
  change: (old: ContextPackage) => ContextPackage,
): void {
  client.setQueryData<ContextPackage>(keys.handoff(id), old => (old === undefined ? old : change(old)))
}

function changeRows(client: QueryClient, changes: RowChanges): void {
  client.setQueryData<OpenHandoffs>(keys.openHandoffs, old => {
    if (old === undefined) return old
    const left = new Map(changes)
    const items: HandoffSummary[] = []
    for (const row of old.items) {
      const change = left.get(row.id)
      const next = change === undefined ? row : change(row)
      left.delete(row.id)
      if (next !== undefined && isOpen(next)) items.push(next)
    }
    for (const change of left.values()) {
      const row = change(undefined)
      if (row !== undefined && isOpen(row)) items.push(row)
    }
    return { ...old, items }
  })
  client.setQueryData<ClosedPages>(keys.closedHandoffs, old =>
    old === undefined ? old : withClosed(old, changes),
  )
}

/** What ended a moment ago stands first; what is open again is gone. */
function withClosed(old: ClosedPages, changes: RowChanges): ClosedPages {
  const ended: HandoffSummary[] = []
  for (const change of changes.values()) {
    const row = change(undefined)
    if (row !== undefined && !isOpen(row)) ended.push(row)
  }
  const pages = old.pages.map((page, at) => {
    const kept = page.items.filter(({ id }) => !changes.has(id) || changes.get(id)?.(undefined) === undefined)
    return { ...page, items: at === 0 ? [...ended, ...kept] : kept }
  })
  return { ...old, pages }
}
