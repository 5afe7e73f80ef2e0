import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import pg from 'pg'
import { HANDOFF_REASONS } from '../../../protocol/conversation.ts'

/* Histories of a desk, made up and written straight into the tables, since none of ten thousand could be lived through the store's doors. */

export const CHANNELS = ['webchat', 'whatsapp', 'email'] as const
export const LANGUAGES = ['es', 'pt-BR', null] as const
/** The Sunday on which Europe's clocks go forward lies in the middle of what is made up. */
export const BEGINNING = Date.UTC(2026, 2, 22)
const MINUTE = 60_000
const SPAN_MINUTES = 14 * 1440

export interface History {
  conversations: PastConversation[]
}

export interface PastConversation {
  customer: number
  openedAt: number
  lastActivityAt: number
  channel: (typeof CHANNELS)[number]
  language: (typeof LANGUAGES)[number]
  closed: boolean
  events: { name: string; data: Record<string, string | boolean> }[]
  handoffs: PastHandoff[]
  surveys: { kind: 'csat' | 'ces' | 'nps'; sentAt: number; grade: number | null }[]
}

export interface PastHandoff {
  createdAt: number
  reason: (typeof HANDOFF_REASONS)[number]
  status: 'waiting' | 'offered' | 'active' | 'on_hold' | 'returned' | 'resolved'
  firstReplyAt: number | null
  endedAt: number | null
  cause: string | null
  deadlineAt: number
  channel: (typeof CHANNELS)[number]
  language: (typeof LANGUAGES)[number]
  /** The customer's. */
  name?: string
}

const moment = fc.nat(SPAN_MINUTES).map(minutes => BEGINNING + minutes * MINUTE)
const soon = fc.nat(600).map(minutes => minutes * MINUTE)
const event = fc.constantFrom(
  { name: 'answer', data: { faq: 'shipping' } },
  { name: 'answer', data: { faq: 'returns' } },
  { name: 'dialog.started', data: { dialog: 'order-status' } },
  { name: 'dialog.started', data: { dialog: 'find-order', part: true } },
  { name: 'dialog.started', data: { dialog: 'greeting' } },
  { name: 'dialog.ended', data: { dialog: 'greeting', result: 'done' } },
  { name: 'dialog.ended', data: { dialog: 'order-status', result: 'resolved' } },
  { name: 'dialog.ended', data: { dialog: 'order-status', result: 'refused' } },
  { name: 'order.shown', data: { status: 'shipped' } },
  { name: 'slot.filled', data: { dialog: 'order-status', slot: 'number' } },
)

const handoff = fc.record({
  createdAt: moment,
  reason: fc.constantFrom(...HANDOFF_REASONS),
  status: fc.constantFrom('waiting', 'offered', 'active', 'on_hold', 'returned', 'resolved', 'resolved'),
  reply: fc.option(soon),
  ends: soon,
  cause: fc.constantFrom('solved', '=1+1'),
  deadline: soon,
  channel: fc.constantFrom(...CHANNELS),
  language: fc.constantFrom(...LANGUAGES),
})

const pastHandoff: fc.Arbitrary<PastHandoff> = handoff.map(
  ({ reply, ends, deadline, cause, ...one }): PastHandoff => {
    const over = one.status === 'returned' || one.status === 'resolved'
    return {
      ...one,
      status: one.status as PastHandoff['status'],
      firstReplyAt: reply === null ? null : one.createdAt + reply,
      endedAt: over ? one.createdAt + ends : null,
      cause: one.status === 'resolved' ? cause : null,
      deadlineAt: one.createdAt + deadline,
    }
  },
)

const conversation: fc.Arbitrary<PastConversation> = fc
  .record({
    customer: fc.nat(3),
    openedAt: moment,
    lasts: soon,
    channel: fc.constantFrom(...CHANNELS),
    language: fc.constantFrom(...LANGUAGES),
    closed: fc.boolean(),
    events: fc.array(event, { maxLength: 4 }),
    handoffs: fc.array(pastHandoff, { maxLength: 2 }),
    survey: fc.option(
      fc.record({
        kind: fc.constantFrom('csat' as const, 'ces' as const, 'nps' as const),
        sentAt: moment,
        grade: fc.option(fc.integer({ min: 1, max: 5 })),
      }),
    ),
    plain: fc.boolean(),
  })
  .map(({ lasts, survey, plain, handoffs, ...one }) => ({
    ...one,
    lastActivityAt: one.openedAt + lasts,
    // As they are told by ids that sort by time.
    handoffs: plain ? [] : handoffs,
    surveys: survey === null ? [] : [survey],
  }))

export const history: fc.Arbitrary<History> = fc.record({
  conversations: fc.array(conversation, { maxLength: 25 }),
})

/** Statements with `?1`, past the store. */
export interface Direct {
  run(text: string, values?: readonly (string | number | null)[]): Promise<void>
  close(): Promise<void>
}

export async function openDirect(url: string): Promise<Direct> {
  if (url.startsWith('sqlite:')) {
    const db = new DatabaseSync(url.slice('sqlite:'.length), { timeout: 20_000 })
    return {
      run: async (text, values = []) => void db.prepare(text).run(...values),
      close: async () => db.close(),
    }
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    run: async (text, values = []) =>
      void (await client.query(text.replaceAll(/\?(\d+)/g, '$$$1'), [...values])),
    close: () => client.end(),
  }
}

const TABLES = [
  'customers',
  'threads',
  'conversations',
  'events',
  'handoffs',
  'surveys',
  'conversation_figures',
]

export async function forget(direct: Direct): Promise<void> {
  await direct.run('BEGIN')
  for (const table of [...TABLES, 'quarter_figures', 'stale_quarters'])
    await direct.run(`DELETE FROM ${table}`)
  await direct.run('COMMIT')
}

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const numbered = (prefix: string, n: number) => `${prefix}_${String(n).padStart(8, '0')}`

/** `first`: the number of its first conversation; ids come from it. */
export async function write(direct: Direct, { conversations }: History, first = 0): Promise<void> {
  await direct.run('BEGIN')
  for (const [n, one] of conversations.entries()) {
    const id = numbered('cnv', first + n)
    const thread = numbered('thr', first + n)
    const customer = numbered('cus', one.customer)
    await direct.run(
      `INSERT INTO threads (id, channel, account, key, customer_id, conversation_id) VALUES (?1, ?2, 'shop', ?1, ?3, ?4)`,
      [thread, one.channel, customer, id],
    )
    await direct.run(
      `INSERT INTO conversations (id, customer_id, thread_id, status, owner, ownership_version, language, last_seq, opened_at, last_activity_at)
       VALUES (?1, ?2, ?3, ?4, 'bot', 0, ?5, 1, ?6, ?7)`,
      [
        id,
        customer,
        thread,
        one.closed ? 'closed' : 'open',
        one.language,
        time(one.openedAt),
        time(one.lastActivityAt),
      ],
    )
    for (const { name, data } of one.events) {
      await direct.run('INSERT INTO events (conversation_id, at, name, data) VALUES (?1, ?2, ?3, ?4)', [
        id,
        time(one.openedAt),
        name,
        JSON.stringify(data),
      ])
    }
    for (const [m, handoff] of one.handoffs.entries())
      await writeHandoff(direct, numbered('hof', (first + n) * 10 + m), id, customer, handoff)
    for (const { kind, sentAt, grade } of one.surveys) {
      await direct.run(
        `INSERT INTO surveys (conversation_id, kind, channel, language, sent_at, grade, answered_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
        [id, kind, one.channel, one.language, time(sentAt), grade, grade === null ? null : time(sentAt)],
      )
    }
  }
  await direct.run('COMMIT')
}

const writeHandoff = (direct: Direct, id: string, conversation: string, customer: string, one: PastHandoff) =>
  direct.run(
    `INSERT INTO handoffs (id, conversation_id, customer_id, channel, language, status, reason, priority, facts, deadline_at, cause, created_at, updated_at, version, first_reply_at, ended_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'normal', ?13, ?8, ?9, ?10, ?10, 1, ?11, ?12)`,
    [
      id,
      conversation,
      customer,
      one.channel,
      one.language,
      one.status,
      one.reason,
      time(one.deadlineAt),
      one.cause,
      time(one.createdAt),
      time(one.firstReplyAt),
      time(one.endedAt),
      JSON.stringify({ situation: {}, customer: one.name === undefined ? {} : { name: one.name } }),
    ],
  )
