import type { DeskAgentView } from '../../protocol/api/desk.ts'
import { isoTime } from '../../protocol/clock.ts'
import type { HttpRequest, HttpSink } from '../../protocol/http.ts'
import { GONE_MS } from '../presence.ts'
import { sees } from '../visibility.ts'
import type { Reader } from './batch.ts'
import { eventText } from './event-text.ts'
import { createFeed, type FeedDeps } from './feed.ts'
import type { Line } from './line.ts'
import { createProgress } from './progress.ts'
import { readTyping, type Typing } from './typing.ts'

const HEARTBEAT_MS = 15_000
/** Conversations looked up in one go. */
const AT_ONCE = 50
/** Streams that one account may have open: each tab has one. */
const MOST_OF_ONE = 20

export interface DeskStreamDeps extends FeedDeps {
  presence: {
    list(): Promise<readonly DeskAgentView[]>
    /** Signs of life. Who was gone since before `goneBefore` is back. */
    seen(agentIds: readonly string[], at: string, goneBefore: string): Promise<void>
  }
  /** As when the stream was opened; undefined: nobody may any more. */
  recheck(request: HttpRequest): Promise<Reader | undefined>
  /** Tells after a commit, or a signal, of any process. Returns the function that ends it. */
  onWake(listener: (topic: string, ids: readonly string[]) => void): () => void
}

/** The event streams of this process. */
export interface DeskStream {
  /** Undefined when the account has too many open. Returns what is to be called when the client has gone. */
  open(reader: Reader, request: HttpRequest): ((sink: HttpSink) => () => void) | undefined
  /** Ends all streams; their clients come back. */
  close(): void
}

export function createDeskStream(deps: DeskStreamDeps): DeskStream {
  const { store, clock, log } = deps
  const feed = createFeed(deps)
  const tellProgress = createProgress(deps)
  const requests = new Map<Line, HttpRequest>()
  /** Conversations of which something became, and the work that tells it. */
  const changed = new Set<string>()
  let closed = false
  let telling: Promise<void> | undefined
  const lines = () => [...feed.lines]
  const guarded = (what: string, work: () => Promise<unknown>) => {
    // What is interrupted by a server that stops is told again to clients that come back.
    work().catch(error => {
      if (!closed) log.error({ err: error }, `the event stream could not tell of ${what}`)
    })
  }

  const endListening = deps.onWake((topic, ids) => {
    if (feed.lines.size === 0) return
    if (topic === 'desk') guarded('news', () => tellNews(ids))
    else if (topic === 'presence') guarded('presence', () => tellPresence(ids))
    else if (topic === 'typing') guarded('typing', () => tellTyping(ids))
    else if (topic === 'session') guarded('ended sessions', () => recheck(lines().filter(of(ids))))
  })
  const beat = setInterval(() => {
    feed.heartbeat()
    guarded('signs of life', async () => {
      await recheck(lines())
      await signOfLife()
    })
  }, HEARTBEAT_MS).unref()

  /** What is said goes out at once; how far answers came is looked up together for all that changed meanwhile. */
  function tellNews(ids: readonly string[]): Promise<unknown> {
    for (const id of ids) changed.add(id)
    telling ??= tellChanged().finally(() => {
      telling = undefined
    })
    return Promise.all([feed.wake(), telling])
  }

  async function tellChanged(): Promise<void> {
    while (changed.size > 0) {
      await feed.wake()
      const some = [...changed].slice(0, AT_ONCE)
      for (const id of some) changed.delete(id)
      await tellProgress(some, lines())
    }
  }

  async function tellPresence(ids: readonly string[]): Promise<void> {
    const agents = (await deps.presence.list()).filter(({ id }) => ids.length === 0 || ids.includes(id))
    const text = agents.map(data => eventText({ event: 'presence', data })).join('')
    for (const line of lines()) if (line.live) line.send(text)
  }

  async function tellTyping(ids: readonly string[]): Promise<void> {
    for (const typing of ids.flatMap(id => readTyping(id) ?? [])) {
      const handoff = await handoffOf(typing)
      if (handoff === undefined || ENDED.includes(handoff.status)) continue
      const name =
        typing.who === 'agent'
          ? (await deps.agents()).find(({ id }) => id === typing.agentId)?.name
          : undefined
      const text = eventText({
        event: 'typing',
        data: {
          handoffId: handoff.id,
          who: typing.who,
          ...(typing.who === 'agent' ? { agentId: typing.agentId } : {}),
          ...(name === undefined ? {} : { name }),
        },
      })
      const self = typing.who === 'agent' ? typing.agentId : undefined
      for (const line of lines()) {
        const { caller } = line.reader
        if (line.live && caller.id !== self && sees(caller, handoff)) line.send(text)
      }
    }
  }

  const handoffOf = async (typing: Typing) =>
    typing.who === 'agent'
      ? store.handoffs.get(typing.handoffId)
      : (await store.handoffs.latest([typing.conversationId]))[0]

  /** Ends those whose session has ended, and lets the others see what they may see now. */
  async function recheck(some: readonly Line[]): Promise<void> {
    await Promise.all(
      some.map(async line => {
        const request = requests.get(line)
        const reader = request && (await deps.recheck(request))
        if (reader === undefined) line.end()
        else line.reader = reader
      }),
    )
  }

  async function signOfLife(): Promise<void> {
    const ids = [...new Set(lines().map(({ reader }) => reader.caller.id))]
    const now = clock()
    if (ids.length > 0) await deps.presence.seen(ids, isoTime(now), isoTime(now - GONE_MS))
  }

  return {
    open(reader, request) {
      const own = lines().filter(of([reader.caller.id]))
      if (own.length >= MOST_OF_ONE) return undefined
      return sink => {
        const line = feed.open(sink, reader, request.headers['last-event-id'])
        requests.set(line, request)
        guarded('signs of life', signOfLife)
        return () => {
          requests.delete(line)
          line.end()
        }
      }
    },
    close() {
      closed = true
      endListening()
      clearInterval(beat)
      feed.close()
    },
  }
}

const ENDED: readonly string[] = ['returned', 'resolved']

const of = (agentIds: readonly string[]) => (line: Line) => agentIds.includes(line.reader.caller.id)
