import type { Clock } from '../../protocol/clock.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpSink } from '../../protocol/http.ts'
import type { Log } from '../../protocol/log.ts'
import type { DeskAgent, DeskHandoff } from '../desk-store.ts'
import { type Batch, loadBatch, type Reader } from './batch.ts'
import { eventText, heartbeatText } from './event-text.ts'
import { createLine, type Line } from './line.ts'
import type { Shown, StreamStore } from './stream-store.ts'

/** Events read at a time. */
const PAGE = 500
/** Who missed more events of the desk than this loads everything anew. */
const MOST_MISSED = 2_000
/** While a transaction of somebody else holds later events back. */
const HELD_BACK_MS = 10
/** The net under wakes that got lost. */
const POLL_MS = 2_000
/** Hand-offs of which it is remembered who saw them. */
const REMEMBERED = 20_000

export interface FeedDeps {
  store: StreamStore
  shown: Shown
  agents(): Promise<readonly DeskAgent[]>
  clock: Clock
  log: Log
}

/** The durable events of the desk, read once for all open streams of this process. */
export interface Feed {
  lines: ReadonlySet<Line>
  /** Opens a stream; `lastEventId` as the client sent it. */
  open(sink: HttpSink, reader: Reader, lastEventId: string | undefined): Line
  /** There may be new events. Resolves when those of this moment are told. */
  wake(): Promise<void>
  /** Keeps the lines open, and their clients' place current. */
  heartbeat(): void
  /** Ends all lines. */
  close(): void
}

export function createFeed(deps: FeedDeps): Feed {
  const { store, clock, log } = deps
  const lines = new Set<Line>()
  const before = new Map<string, Pick<DeskHandoff, 'team' | 'agentId'>>()
  /** Told to all live lines up to here; undefined while there is no line. */
  let cursor: number | undefined
  let pumping: Promise<void> | undefined
  let again = false
  let closed = false
  const poll = setInterval(() => void wake(), POLL_MS).unref()

  const batchOf = (events: Parameters<typeof loadBatch>[0]) =>
    loadBatch(events, { ...deps, before: id => before.get(id) })

  function wake(): Promise<void> {
    again = true
    pumping ??= pump()
      .catch(error => {
        if (!closed) log.error({ err: error }, 'the desk’s events could not be read; it will be tried again')
      })
      .finally(() => {
        pumping = undefined
      })
    return pumping
  }

  async function pump(): Promise<void> {
    while (again && lines.size > 0) {
      again = false
      if (cursor === undefined) {
        const newest = await store.events.readable()
        // A line that caught up meanwhile may have set it, and has come that far only.
        cursor ??= newest
      }
      const { events, upTo, behind } = await store.events.ofDesk({ after: cursor, limit: PAGE })
      if (events.length > 0) await tell(await batchOf(events), upTo)
      cursor = Math.max(cursor, upTo)
      if (events.length === PAGE) again = true
      else if (behind) setTimeout(() => void wake(), HELD_BACK_MS).unref()
    }
    if (lines.size === 0) cursor = undefined
  }

  /** Who became live, or reads otherwise, while it was rendered is told too: nothing is awaited between the last look and the sending. */
  async function tell(batch: Batch, upTo: number): Promise<void> {
    const readers = () => liveLines().map(({ reader }) => reader)
    while (!readers().every(batch.prepared)) await batch.prepare(readers())
    for (const line of liveLines()) {
      line.send(batch.textFor(line.reader, line.position))
      line.position = Math.max(line.position, upTo)
    }
    for (const { id, team, agentId } of batch.handoffs) remember(id, team, agentId)
    cursor = upTo
  }

  function remember(id: string, team: string | undefined, agentId: string | undefined): void {
    before.delete(id)
    before.set(id, { ...(team === undefined ? {} : { team }), ...(agentId === undefined ? {} : { agentId }) })
    if (before.size > REMEMBERED) before.delete(before.keys().next().value as string)
  }

  const liveLines = () => [...lines].filter(({ live, ended }) => live && !ended)

  /** Reads by itself what its client missed, and is told by the feed from the moment at which it has come as far. */
  async function catchUp(line: Line, missedFrom: number | undefined): Promise<void> {
    const newest = await store.events.readable()
    cursor ??= newest
    // What no server of ours gave out, or a database that was put back: nobody knows what was missed.
    const unknown = missedFrom !== undefined && (Number.isNaN(missedFrom) || missedFrom > newest)
    line.position = missedFrom === undefined || unknown ? newest : missedFrom
    if (unknown) line.send(eventText({ id: String(newest), event: 'reset', data: {} }))
    line.send(eventText({ id: String(line.position), event: 'ready', data: { at: isoTime(clock()) } }))
    for (let missed = 0; !line.ended; ) {
      const { events, upTo } = await store.events.ofDesk({ after: line.position, limit: PAGE })
      missed += events.length
      if (missed > MOST_MISSED) {
        line.position = await store.events.readable()
        line.send(eventText({ id: String(line.position), event: 'reset', data: {} }))
        missed = 0
        continue
      }
      if (events.length > 0) {
        const batch = await batchOf(events)
        while (!batch.prepared(line.reader)) await batch.prepare([line.reader])
        line.send(batch.textFor(line.reader, line.position))
        await line.drained()
      }
      line.position = Math.max(line.position, upTo)
      if (events.length < PAGE && line.position >= (cursor ?? 0)) break
    }
    line.live = true
    void wake()
  }

  return {
    lines,
    wake,
    open(sink, reader, lastEventId) {
      const line = createLine(sink, reader, 0, () => lines.delete(line))
      lines.add(line)
      const missedFrom =
        lastEventId === undefined || lastEventId === ''
          ? undefined
          : /^\d{1,15}$/.test(lastEventId)
            ? Number(lastEventId)
            : Number.NaN
      catchUp(line, missedFrom).catch(error => {
        log.error({ err: error }, 'an event stream could not be brought up to date; its client comes back')
        line.end()
      })
      return line
    },
    heartbeat() {
      for (const line of lines) if (line.live) line.send(heartbeatText(line.position))
    },
    close() {
      closed = true
      clearInterval(poll)
      for (const line of [...lines]) line.end()
    },
  }
}
