import type { ContextPackage, HandoffFacts, HandoffSummary } from '../protocol/api/handoff.ts'
import { handoffFactsSchema } from '../protocol/api/handoff.ts'
import type { DeskHandoff, DeskStore } from './desk-store.ts'

type Transcript = Awaited<ReturnType<DeskStore['transcript']['list']>>
type Entry = ContextPackage['transcript'][number]

/** What is known beside the transcript: how far each answer came, and the files. */
interface Known {
  delivered: Awaited<ReturnType<DeskStore['deliveries']['of']>>
  files: NonNullable<Entry['media']>
}

/** One row of the queue. `nowMs` decides `overdue`: past the promise while nobody has answered. */
export function summarise(handoff: DeskHandoff, nowMs: number): HandoffSummary {
  const facts = handoffFactsSchema.parse(handoff.facts)
  return {
    id: handoff.id,
    conversationId: handoff.conversationId,
    status: handoff.status,
    reason: handoff.reason,
    priority: handoff.priority,
    ...(handoff.team === undefined ? {} : { team: handoff.team }),
    ...(handoff.agentId === undefined ? {} : { agentId: handoff.agentId }),
    channel: handoff.channel,
    ...(handoff.language === undefined ? {} : { language: handoff.language }),
    ...(facts.customer.name === undefined ? {} : { customerName: facts.customer.name }),
    summary: summaryLine(handoff, facts),
    createdAt: handoff.createdAt,
    deadlineAt: handoff.deadlineAt,
    overdue:
      (handoff.status === 'waiting' || handoff.status === 'offered') &&
      Date.parse(handoff.deadlineAt) < nowMs,
  }
}

/** The whole package: the facts as they were at the hand-off, the transcript as it is now, with how far each answer came. */
export function contextPackage(
  handoff: DeskHandoff,
  transcript: Transcript,
  known: Known,
  nowMs: number,
): ContextPackage {
  const facts = handoffFactsSchema.parse(handoff.facts)
  const { situation } = facts
  const sentiment = situation.sentiment.at(-1)
  return {
    version: 1,
    ...summarise(handoff, nowMs),
    customer: {
      id: handoff.customerId,
      ...facts.customer,
      channel: handoff.channel,
      ...(handoff.language === undefined ? {} : { language: handoff.language }),
      ...(facts.timeZone === undefined
        ? {}
        : { timeZone: facts.timeZone, localTime: localTime(nowMs, facts.timeZone) }),
    },
    ...(situation.intent === undefined ? {} : { intent: situation.intent }),
    ...(sentiment === undefined ? {} : { sentiment: { ...sentiment, trend: trend(situation.sentiment) } }),
    slots: situation.slots,
    ...(situation.order === undefined ? {} : { order: situation.order }),
    tried: situation.tried,
    transcript: transcript.map(entry => entryOf(entry, known)),
    suggestedReplies: facts.suggestedReplies,
    ...(handoff.cause === undefined ? {} : { cause: handoff.cause }),
    ...((handoff.note ?? facts.note) === undefined ? {} : { note: (handoff.note ?? facts.note) as string }),
  }
}

/** Ids of the files that an entry names. */
export const mediaIds = ({ activity }: Pick<Transcript[number], 'activity'>): string[] =>
  (activity.attachments ?? []).flatMap(
    ({ contentUrl = '' }) => /^media:(med_[\w-]+)$/.exec(contentUrl)?.[1] ?? [],
  )

/** An entry of the transcript as the API shows it. */
export function entryOf(entry: Transcript[number], { delivered, files }: Known): Entry {
  const { id, at, speaker, author, activity, understanding } = entry
  const delivery = delivered.get(id)
  const ids = mediaIds(entry)
  const media = files.filter(file => ids.includes(file.id))
  return {
    id,
    at,
    speaker,
    ...(author === undefined ? {} : { author }),
    ...(activity.text === undefined ? {} : { text: activity.text }),
    activity,
    ...(understanding === undefined ? {} : { intent: understanding.intent }),
    ...(media.length === 0 ? {} : { media }),
    ...(delivery === undefined ? {} : { delivery }),
  }
}

/** `order.status · order 10432 (delayed) · angry · asked`: what is known, most telling first, in no language's grammar. */
function summaryLine(handoff: DeskHandoff, facts: HandoffFacts): string {
  const { situation } = facts
  const parts: string[] = []
  if (situation.intent !== undefined) parts.push(situation.intent.name)
  const number = situation.order?.number ?? situation.slots.number
  if (typeof number === 'string' || typeof number === 'number') {
    const status = situation.order?.status
    parts.push(typeof status === 'string' ? `order ${number} (${status})` : `order ${number}`)
  }
  const label = situation.sentiment.at(-1)?.label
  if (label !== undefined && label !== 'neutral') parts.push(label)
  const failed = situation.tried.findLast(tried => tried.kind === 'action' && tried.error !== undefined)
  if (failed !== undefined) parts.push(`${failed.name} failed`)
  parts.push(handoff.reason)
  return parts.join(' · ')
}

/** Compares the last message's score with the mean of those before it; within 0.2 counts as steady. */
function trend(scores: readonly { score: number }[]): 'better' | 'worse' | 'steady' {
  const last = scores.at(-1)
  const before = scores.slice(0, -1)
  if (last === undefined || before.length === 0) return 'steady'
  const change = last.score - before.reduce((sum, { score }) => sum + score, 0) / before.length
  if (Math.abs(change) <= 0.2) return 'steady'
  return change > 0 ? 'better' : 'worse'
}

function localTime(nowMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(nowMs)
}
