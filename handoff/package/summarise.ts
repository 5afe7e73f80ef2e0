import { type HandoffFacts, type HandoffSummary, handoffFactsSchema } from '../../protocol/api/handoff.ts'
import type { DeskHandoff } from '../desk-store.ts'
import type { MaskPolicy } from '../mask/mask.ts'
import { mask } from '../mask/mask.ts'
import { isOverdue } from '../overdue.ts'
import type { AgentWords } from './agent-words.ts'
import { summaryLine } from './summary-line.ts'

/** What is known beside a hand-off when its row is shown. */
export interface BesideSummary {
  words: AgentWords
  policy: MaskPolicy
  nowMs: number
  agentName?: string | undefined
  /** As the customer is called now; else as they were when it began. */
  customerName?: string | undefined
}

/** UTF-16 units of the last message in a row. */
const LINE = 160

/** One row of the queue. `nowMs` decides `overdue`: past the promise while nobody has answered. Pure. */
export function summarise(handoff: DeskHandoff, beside: BesideSummary): HandoffSummary {
  const { words, policy, nowMs } = beside
  const last = handoff.lastMessage
  const facts = factsOf(handoff)
  const said = last === undefined ? undefined : lineOf(last.text, policy)
  const name = beside.customerName ?? facts.customer.name
  return {
    id: handoff.id,
    conversationId: handoff.conversationId,
    status: handoff.status,
    reason: handoff.reason,
    priority: handoff.priority,
    ...given('team', handoff.team),
    ...given('skill', handoff.skill),
    ...given('agentId', handoff.agentId),
    ...given('agentName', beside.agentName),
    channel: handoff.channel,
    ...given('language', handoff.language),
    customerId: handoff.customerId,
    ...given('customerName', name === undefined ? undefined : mask(name, policy)),
    summary: summaryLine(handoff.reason, facts, words, quoteOf(facts, last, said, policy)),
    createdAt: handoff.createdAt,
    updatedAt: handoff.updatedAt,
    deadlineAt: handoff.deadlineAt,
    overdue: isOverdue(handoff, nowMs),
    ...given('offeredUntil', handoff.status === 'offered' ? handoff.offeredUntil : undefined),
    ...given('waitingSince', handoff.waitingSince),
    ...(last === undefined ? {} : { lastMessage: { ...last, text: said ?? '' } }),
  }
}

/** What the matter is in the customer's own words: those that brought it here, whoever has spoken since. */
function quoteOf(
  { said: before }: HandoffFacts,
  last: DeskHandoff['lastMessage'],
  said: string | undefined,
  policy: MaskPolicy,
): string | undefined {
  if (before !== undefined) return lineOf(before, policy)
  return last?.speaker === 'customer' ? said : undefined
}

/** What was known when it began; what can't be read of it is taken for unknown, so that one damaged row hides no queue. */
export function factsOf(handoff: Pick<DeskHandoff, 'facts'>): HandoffFacts {
  const read = handoffFactsSchema.safeParse(handoff.facts)
  return read.success ? read.data : handoffFactsSchema.parse({ situation: {}, customer: {} })
}

/** A name where there is one to tell. */
export const given = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [N in Name]?: Value } => (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value }

/** A message in one line. */
function lineOf(text: string, policy: MaskPolicy): string {
  const line = mask(text.slice(0, 4 * LINE), policy)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length <= LINE
    ? line
    : `${line
        .slice(0, LINE - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
}
