import type { HandoffRequest, Situation } from '../dialogs/turn-types.ts'
import { deskDeadline } from '../handoff/desk-hours.ts'
import { handoffFactsSchema } from '../protocol/api/handoff.ts'
import { newId } from '../protocol/ids.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { type Draft, isVerified, turnFacts } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import { firstPriority } from './recount-priority.ts'

/** The conversation is the desk's from here on, with all that is known of it. Nothing happens when a human owns it already. */
export function handOver(
  draft: Draft,
  engine: Engine,
  request: HandoffRequest,
  status: 'waiting' | 'active' = 'waiting',
): void {
  if (draft.owner === 'human') return
  draft.owner = 'human'
  const id = newId('hof', Date.parse(draft.now))
  draft.handoff = { id, status }
  const facts = handoffFacts(draft, engine, request.note)
  draft.commit.handoff = {
    id,
    reason: request.reason,
    status,
    priority: firstPriority(draft, request, facts),
    ...(request.team === undefined ? {} : { team: request.team }),
    ...(request.skill === undefined ? {} : { skill: request.skill }),
    facts,
    terms: termsOf(facts),
    deadlineAt: deskDeadline(draft.content.desk, draft.now, draft.content.bot.handoff.promiseMs, {
      language: draft.language,
      team: request.team,
    }),
  }
}

function handoffFacts(draft: Draft, engine: Engine, note: string | undefined): JsonObject {
  const { customer, conversation } = draft.claimed
  const { market } = turnFacts(draft, engine, '')
  const timeZone = market === undefined ? undefined : draft.content.bot.markets[market]?.timeZone
  const country = customer.country ?? market
  return {
    situation: withMentioned(engine.situation(draft.state), draft) as unknown as Json,
    customer: {
      ...(customer.name === undefined ? {} : { name: customer.name }),
      ...(country === undefined ? {} : { country }),
      verified: isVerified(draft, engine),
      returning: conversation.conversationCount > 1,
    },
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(note === undefined ? {} : { note }),
    ...saidIn(draft),
  }
}

/** UTF-16 units: a summary quotes a line of it. */
const QUOTED = 400

function saidIn({ commit }: Draft): JsonObject {
  const text = commit.transcript.findLast(({ speaker }) => speaker === 'customer')?.activity.text
  return text === undefined || text === '' ? {} : { said: text.slice(0, QUOTED).toWellFormed() }
}

/** Who gives the order's number in the message that asks for a person has given it, though no dialog asked for it. */
function withMentioned(situation: Situation, { commit }: Draft): Situation {
  if (situation.order !== undefined || situation.slots.number !== undefined) return situation
  const said = commit.transcript.flatMap(({ speaker, understanding }) =>
    speaker === 'customer' ? (understanding?.entities ?? []) : [],
  )
  const number = said.findLast(({ type }) => type === 'order')?.value
  return number === undefined ? situation : { ...situation, slots: { ...situation.slots, number } }
}

/** What agents look for: the name, and numbers of orders that were spoken of. */
function termsOf(facts: JsonObject): string[] {
  const { customer, situation } = handoffFactsSchema.parse(facts)
  return [customer.name, situation.order?.number, situation.slots.number].flatMap(term =>
    typeof term === 'string' || typeof term === 'number' ? [String(term)] : [],
  )
}
