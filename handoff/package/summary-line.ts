import type { HandoffFacts } from '../../protocol/api/handoff.ts'
import type { HandoffReason } from '../../protocol/conversation.ts'
import { OUT_OF_SCOPE } from '../../protocol/understanding.ts'
import { type AgentWords, triedTitle } from './agent-words.ts'
import { trendOf } from './trend.ts'

/** Intents that tell nothing of the matter. */
const SMALL_TALK: ReadonlySet<string> = new Set([
  OUT_OF_SCOPE,
  'human.request',
  'greeting',
  'goodbye',
  'thanks',
  'affirm',
  'deny',
  'help',
])
/** UTF-16 units of what the customer said. */
const QUOTED = 80

/** What the matter is: the last intent that tells one, else the last dialog or answer that was tried. */
export function matterOf(
  { intent, tried }: HandoffFacts['situation'],
  words: AgentWords,
): string | undefined {
  if (intent !== undefined && !SMALL_TALK.has(intent.name)) return words.intent(intent.name) ?? intent.name
  const titles = tried
    .filter(({ kind }) => kind !== 'action')
    .map(entry => triedTitle(words, entry))
    .filter(title => title !== undefined)
  return titles.at(-1)
}

/**
 * `Track my order · order 10432: Delayed, 3 days late · angry, getting worse · order look-up: no answer · asked for a person`: what is known, most telling first. Without a matter,
 * the customer's own words: `said`, masked already.
 */
export function summaryLine(
  reason: HandoffReason,
  { situation }: HandoffFacts,
  words: AgentWords,
  said: string | undefined,
): string {
  const matter = matterOf(situation, words)
  const quote =
    said === undefined || matter !== undefined ? undefined : words.own('summary.said', { text: cut(said) })
  return [
    matter ?? quote,
    orderPart(situation, words),
    moodPart(situation, words),
    failedPart(situation, words),
    words.own(`reason.${reason}`) ?? reason,
  ]
    .filter(part => part !== undefined && part !== '')
    .join(' · ')
}

function orderPart({ order, slots }: HandoffFacts['situation'], words: AgentWords): string | undefined {
  const number = order?.number ?? slots.number
  if (typeof number !== 'string' && typeof number !== 'number') return undefined
  if (typeof order?.status !== 'string') return words.own('summary.order', { number })
  const status = words.orderStatus(order.status) ?? order.status
  const late = order.days_late
  return typeof late === 'number' && late > 0
    ? words.own('summary.order_late', { number, status, count: late })
    : words.own('summary.order_status', { number, status })
}

function moodPart({ sentiment }: HandoffFacts['situation'], words: AgentWords): string | undefined {
  const label = sentiment.at(-1)?.label
  if (label === undefined || label === 'neutral') return undefined
  const mood = words.own(`sentiment.${label}`) ?? label
  return trendOf(sentiment) === 'worse' ? words.own('summary.worse', { mood }) : mood
}

function failedPart({ tried }: HandoffFacts['situation'], words: AgentWords): string | undefined {
  const failed = tried.findLast(
    ({ kind, error, outcome }) => kind === 'action' && (error ?? outcome === 'timeout'),
  )
  if (failed === undefined) return undefined
  const action = triedTitle(words, failed) ?? failed.name
  return words.own(failed.outcome === 'timeout' ? 'summary.timeout' : 'summary.failed', { action })
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= QUOTED
    ? line
    : `${line
        .slice(0, QUOTED)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}
