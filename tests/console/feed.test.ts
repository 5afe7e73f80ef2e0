import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ContextPackage, HandoffSummary } from '../../protocol/api/handoff.ts'
import type { StreamEvent } from '../../protocol/api/stream.ts'
import { applyEvents, type Unread } from '../../web/console/api/feed.ts'
import type { OpenHandoffs } from '../../web/console/api/handoffs.ts'
import { keys } from '../../web/console/api/keys.ts'
import { forgetRecent, overlayRecent } from '../../web/console/api/recent.ts'
import { keepOlder, withDelivery, withEntry } from '../../web/console/api/transcript.ts'
import { type Entry, manyHandoffs, packageOf } from './sample.ts'

const me = 'agt_ana'
let client: QueryClient
let rows: HandoffSummary[]

beforeEach(() => {
  vi.stubGlobal('document', { hasFocus: () => false })
  vi.stubGlobal('location', { pathname: '/console' })
  forgetRecent()
  client = new QueryClient()
  rows = manyHandoffs(6)
  client.setQueryData<OpenHandoffs>(keys.openHandoffs, { items: rows, whole: true })
})

const open = () => client.getQueryData<OpenHandoffs>(keys.openHandoffs)?.items ?? []
const row = (id: string) => open().find(row => row.id === id)
const changed = (at: number, part: Partial<HandoffSummary>): StreamEvent => ({
  event: 'handoff',
  data: { change: 'x', handoff: { ...(rows[at] as HandoffSummary), ...part } },
})
const entry = (id: string, speaker: Entry['speaker'], at: string, text = 'words'): Entry => ({
  id,
  at,
  speaker,
  text,
  activity: { type: 'message', text },
})
const message = (at: number, said: Entry): StreamEvent => ({
  id: said.id,
  event: 'message',
  data: { handoffId: (rows[at] as HandoffSummary).id, conversationId: 'c', entry: said },
})
const apply = (...events: StreamEvent[]) => applyEvents(client, events, me, Date.now())

describe('the feed', () => {
  it('changes a row, adds one that is new, and takes out what has ended', () => {
    apply(changed(0, { status: 'active' }), changed(1, { status: 'resolved' }), changed(2, { id: 'hnd_new' }))
    expect(row('hnd_000000')?.status).toBe('active')
    expect(row('hnd_000001')).toBeUndefined()
    expect(row('hnd_new')).toBeDefined()
    expect(open()).toHaveLength(6)
  })

  it('takes out what went to another team', () => {
    apply(changed(2, { team: 'other' }), { event: 'gone', data: { handoffId: 'hnd_000002' } })
    expect(row('hnd_000002')).toBeUndefined()
    expect(overlayRecent([]).some(({ id }) => id === 'hnd_000002')).toBe(false)
  })

  it('leaves rows that nothing was told of as the same objects, so that they are not drawn again', () => {
    apply(changed(0, { status: 'active' }))
    expect(row('hnd_000003')).toBe(rows[3])
  })

  it('tells the last words, since when the customer waits, and that they wait no more once answered', () => {
    const { waitingSince: _, ...calm } = rows[2] as HandoffSummary
    client.setQueryData<OpenHandoffs>(keys.openHandoffs, { items: [calm], whole: true })
    apply(message(2, entry('a', 'customer', '2026-11-22T12:00:00.000Z', 'hello?')))
    expect(row(calm.id)).toMatchObject({
      waitingSince: '2026-11-22T12:00:00.000Z',
      lastMessage: { text: 'hello?' },
    })
    apply(message(2, entry('b', 'customer', '2026-11-22T12:01:00.000Z')))
    expect(row(calm.id)?.waitingSince).toBe('2026-11-22T12:00:00.000Z')
    apply(message(2, entry('c', 'agent', '2026-11-22T12:02:00.000Z')))
    expect(row(calm.id)).not.toHaveProperty('waitingSince')
  })

  it('does several changes of one row that come at once, in their order', () => {
    apply(
      changed(0, { status: 'active', agentId: me }),
      message(0, entry('a', 'customer', '2026-11-22T12:00:00.000Z', 'late')),
    )
    expect(row('hnd_000000')).toMatchObject({ status: 'active', lastMessage: { text: 'late' } })
  })

  it('counts unseen messages of what is mine, and of nothing else', () => {
    apply(
      changed(0, { status: 'active', agentId: me }),
      changed(1, { status: 'active', agentId: 'agt_luis' }),
    )
    apply(
      message(0, entry('a', 'customer', '2026-11-22T12:00:00.000Z')),
      message(0, entry('b', 'customer', '2026-11-22T12:00:01.000Z')),
      message(0, entry('c', 'agent', '2026-11-22T12:00:02.000Z')),
      message(1, entry('d', 'customer', '2026-11-22T12:00:03.000Z')),
    )
    expect(client.getQueryData<Unread>(keys.unread)).toEqual({ hnd_000000: 2 })
  })

  it('puts what the stream told over pages that were on their way meanwhile', () => {
    apply(
      changed(0, { status: 'resolved', updatedAt: '2099-01-01T00:00:00.000Z' }),
      changed(1, { id: 'hnd_new' }),
    )
    const merged = overlayRecent(rows)
    expect(merged.some(({ id }) => id === 'hnd_000000')).toBe(false)
    expect(merged.some(({ id }) => id === 'hnd_new')).toBe(true)
  })

  it('asks for everything anew after a reset, and for the session no more', () => {
    client.setQueryData(keys.session, { agent: {} })
    apply({ event: 'reset', data: {} })
    expect(client.getQueryState(keys.openHandoffs)?.isInvalidated).toBe(true)
    expect(client.getQueryState(keys.session)?.isInvalidated).toBe(false)
  })

  it('adds to the transcript that is open, each entry once', () => {
    const id = (rows[0] as HandoffSummary).id
    client.setQueryData<ContextPackage>(keys.handoff(id), packageOf(rows[0] as HandoffSummary, []))
    const said = message(0, entry('a', 'customer', '2026-11-22T12:00:00.000Z'))
    apply(said, said)
    const entries = () => client.getQueryData<ContextPackage>(keys.handoff(id))?.transcript ?? []
    expect(entries().map(({ id }) => id)).toEqual(['a'])
    apply(message(0, entry('b', 'agent', '2026-11-22T12:00:05.000Z')), {
      event: 'delivery',
      data: { handoffId: id, entryId: 'b', delivery: { status: 'read', at: '2026-11-22T12:01:00.000Z' } },
    })
    expect(entries().at(-1)?.delivery?.status).toBe('read')
  })
})

describe('a transcript', () => {
  const at = (second: number) => `2026-11-22T12:00:0${second}.000Z`

  it('stands in the order of time, whatever order its entries came in', () => {
    const entries = [3, 1, 2].reduce<Entry[]>(
      (all, n) => withEntry(all, entry(`e${n}`, 'customer', at(n))),
      [],
    )
    expect(entries.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3'])
  })

  it('goes from sent to delivered to read, and never back', () => {
    const first = [{ ...entry('a', 'agent', at(1)), delivery: { status: 'read' as const, at: at(5) } }]
    expect(withDelivery(first, 'a', { status: 'delivered', at: at(3) })[0]?.delivery?.status).toBe('read')
    expect(withDelivery(first, 'a', { status: 'failed', at: at(6), error: 'x' })[0]?.delivery?.status).toBe(
      'failed',
    )
  })

  it('keeps its older pages when the newest is loaded anew, unless something between is missing', () => {
    const pack = (entries: Entry[], cursor?: string): ContextPackage => ({
      ...packageOf(manyHandoffs(1)[0] as HandoffSummary, entries),
      ...(cursor === undefined ? {} : { transcriptCursor: cursor }),
    })
    const all = [1, 2, 3, 4].map(n => entry(`e${n}`, 'customer', at(n)))
    const kept = keepOlder(pack(all.slice(2), 'page'), pack(all.slice(0, 3)))
    expect(kept.transcript.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3', 'e4'])
    expect(kept.transcriptCursor).toBeUndefined()
    const gap = keepOlder(pack(all.slice(3), 'page'), pack(all.slice(0, 2)))
    expect(gap.transcript.map(({ id }) => id)).toEqual(['e4'])
    expect(gap.transcriptCursor).toBe('page')
  })
})
