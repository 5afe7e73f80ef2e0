import type { Reader } from '../../../handoff/stream/batch.ts'
import type { Shown } from '../../../handoff/stream/stream-store.ts'
import type { HandoffSummary, TranscriptEntry } from '../../../protocol/api/handoff.ts'
import type { ApiCaller } from '../../../protocol/api/route.ts'
import type { HttpRequest, HttpSink } from '../../../protocol/http.ts'
import { newId } from '../../../protocol/ids.ts'
import type { Store } from '../../../store/store.ts'
import { acceptOne, activity, at, takeOne, turn } from '../../store/contract/subject.ts'

export const supervisor: ApiCaller = {
  id: 'agt_s',
  name: 'Sol',
  email: 's@example.org',
  role: 'supervisor',
  teams: 'all',
}
export const ana: ApiCaller = {
  id: 'agt_1',
  name: 'Ana Pop',
  email: 'ana@example.org',
  role: 'agent',
  teams: ['madrid'],
}

export const readerOf = (caller: ApiCaller): Reader => ({
  caller,
  viewer: { role: caller.role, language: 'en', ownTeam: () => true },
})

/** What is told without masks and translations. */
export const plainly: Shown = {
  summaries: async handoffs =>
    handoffs.map(
      ({ id, conversationId, status, team }) => ({ id, conversationId, status, team }) as HandoffSummary,
    ),
  entries: async (_, entries) =>
    entries.map(({ id, activity: { text } }) => ({ id, text }) as TranscriptEntry),
}

export interface Told {
  id?: string
  event: string
  data: Record<string, unknown>
}

/** A client's end: what it read so far, as events. */
export function client() {
  let text = ''
  let taking = true
  const end = { ended: false }
  const sink: HttpSink = {
    write(more) {
      text += more
    },
    waiting: () => (taking ? 0 : text.length),
    end() {
      end.ended = true
    },
  }
  const told = (): Told[] =>
    text
      .split('\n\n')
      .filter(block => block.includes('event: '))
      .map(block => {
        const lines = block.split('\n')
        const field = (name: string) =>
          lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2)
        const id = field('id')
        return {
          ...(id === undefined ? {} : { id }),
          event: field('event') as string,
          data: JSON.parse(field('data') as string),
        }
      })
  return {
    sink,
    end,
    told,
    text: () => text,
    /** As a browser keeps it, heartbeats included. */
    lastId: () =>
      text
        .match(/^id: (\d+)$/gm)
        ?.at(-1)
        ?.slice(4),
    stall() {
      taking = false
    },
  }
}

export const requestWith = (headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  url: '/api/v1/stream',
  params: {},
  query: new URLSearchParams(),
  headers,
  body: new Uint8Array(),
  clientAddress: '127.0.0.1',
})

/** A conversation that is handed over; answers its id and the hand-off's. */
export async function handOver(
  store: Store,
  team?: string,
): Promise<{ conversationId: string; handoffId: string }> {
  const { conversationId } = await acceptOne(store)
  const handoffId = newId('hof')
  await takeOne(store, conversationId, claimed =>
    turn(claimed, {
      owner: 'human',
      handoff: {
        id: handoffId,
        reason: 'asked',
        priority: 'normal',
        ...(team === undefined ? {} : { team }),
        facts: {},
        deadlineAt: at(0),
      },
    }),
  )
  return { conversationId, handoffId }
}

/** Somebody says something in it; answers the entry's id. */
export async function say(
  store: Store,
  conversationId: string,
  text: string,
  note?: { author: string },
): Promise<string> {
  const id = newId('inb')
  await store.inbox.enqueue([{ conversationId, kind: 'agent', key: id, payload: {}, dueAt: at(0) }])
  await takeOne(store, conversationId, claimed =>
    turn(claimed, {
      transcript: [
        note === undefined
          ? { id, at: at(0), speaker: 'customer', activity: activity(text) }
          : {
              id,
              at: at(0),
              speaker: 'agent',
              author: note.author,
              activity: { type: 'event', name: 'note', text },
            },
      ],
    }),
  )
  return id
}

/** Waits until it is so. */
export async function until(holds: () => boolean, ms = 5_000): Promise<void> {
  for (const end = Date.now() + ms; !holds() && Date.now() < end; ) {
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
