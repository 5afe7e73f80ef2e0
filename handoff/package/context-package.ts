import type { ContextPackage, HandoffFacts, TranscriptEntry } from '../../protocol/api/handoff.ts'
import type { EarlierConversation } from '../../protocol/api/package-parts.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { DeskHandoff } from '../desk-store.ts'
import { type MaskPolicy, mask } from '../mask/mask.ts'
import { maskObject } from '../mask/mask-json.ts'
import { type AgentWords, triedTitle } from './agent-words.ts'
import type { BesideSummary } from './summarise.ts'
import { factsOf, given, summarise } from './summarise.ts'
import { trendOf } from './trend.ts'

/** What is known beside a hand-off when its package is made; `transcript` masked already. */
export interface BesidePackage extends BesideSummary {
  customer?: { name?: string; country?: string } | undefined
  earlier: readonly EarlierConversation[]
  transcript: readonly TranscriptEntry[]
  transcriptCursor?: string | undefined
  suggestions: NonNullable<ContextPackage['suggestions']>
}

/** The whole package: the facts as they were at the hand-off, the transcript as it is now. Pure. */
export function contextPackage(handoff: DeskHandoff, beside: BesidePackage): ContextPackage {
  const { words, policy, suggestions } = beside
  const facts = factsOf(handoff)
  const { situation } = facts
  const note = handoff.note ?? facts.note
  return {
    version: 1,
    ...summarise(handoff, { ...beside, customerName: beside.customer?.name }),
    customer: customerOf(handoff, facts, beside),
    ...given('reasonTitle', words.own(`reason.${handoff.reason}`)),
    titleLanguage: words.language,
    ...given('intent', intentOf(situation, words)),
    ...given('sentiment', sentimentOf(situation, words)),
    slots: maskObject(situation.slots, policy),
    ...orderOf(situation.order, words, policy),
    tried: situation.tried.map(entry => ({
      ...entry,
      ...given('title', triedTitle(words, entry)),
      ...given('error', entry.error === undefined ? undefined : mask(entry.error, policy)),
    })),
    transcript: [...beside.transcript],
    ...given('transcriptCursor', beside.transcriptCursor),
    suggestedReplies: suggestions.map(({ text }) => text),
    suggestions,
    ...given('cause', handoff.cause),
    ...given('causeTitle', handoff.cause === undefined ? undefined : words.cause(handoff.cause)),
    ...given('note', note === undefined ? undefined : mask(note, policy)),
  }
}

function customerOf(
  handoff: DeskHandoff,
  { customer, timeZone }: HandoffFacts,
  { customer: now, earlier, nowMs, policy }: BesidePackage,
): ContextPackage['customer'] {
  const name = now?.name ?? customer.name
  return {
    id: handoff.customerId,
    ...given('name', name === undefined ? undefined : mask(name, policy)),
    channel: handoff.channel,
    ...given('language', handoff.language),
    ...given('country', now?.country ?? customer.country),
    ...(timeZone === undefined ? {} : { timeZone, ...given('localTime', localTime(nowMs, timeZone)) }),
    verified: customer.verified,
    returning: customer.returning || earlier.length > 0,
    earlier: [...earlier],
  }
}

function intentOf({ intent }: HandoffFacts['situation'], words: AgentWords): ContextPackage['intent'] {
  if (intent === undefined) return undefined
  const titled = <Guess extends { intent: string }>(guess: Guess) => ({
    ...guess,
    ...given('title', words.intent(guess.intent)),
  })
  return {
    ...intent,
    ...given('title', words.intent(intent.name)),
    alternatives: intent.alternatives.map(titled),
  }
}

function sentimentOf(
  { sentiment }: HandoffFacts['situation'],
  words: AgentWords,
): ContextPackage['sentiment'] {
  const last = sentiment.at(-1)
  if (last === undefined) return undefined
  return { ...last, ...given('title', words.own(`sentiment.${last.label}`)), trend: trendOf(sentiment) }
}

function orderOf(order: JsonObject | undefined, words: AgentWords, policy: MaskPolicy) {
  if (order === undefined) return {}
  const masked = maskObject(order, policy)
  return { order: masked, orderCard: words.card(masked) }
}

/** `14:05` there; undefined where the zone is not known to us any more. */
function localTime(nowMs: number, timeZone: string): string | undefined {
  try {
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    return new Intl.DateTimeFormat('en-GB', { timeZone, ...clock }).format(nowMs)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
