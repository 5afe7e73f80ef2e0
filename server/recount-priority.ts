import { USUAL_DESK_SETTINGS } from '../dialogs/desk-settings.ts'
import { higher, priorityOf } from '../handoff/priority.ts'
import { handoffFactsSchema } from '../protocol/api/handoff.ts'
import type { HandoffReason, Priority } from '../protocol/conversation.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { changeHandoff, type Draft } from './commit-draft.ts'
import type { Engine } from './engine.ts'

/** How urgent a new hand-off is. */
export const firstPriority = (
  { content }: Draft,
  { priority, reason }: { priority: Priority; reason: HandoffReason },
  facts: JsonObject,
): Priority =>
  priorityOf(
    priority,
    reason,
    handoffFactsSchema.parse(facts),
    (content.desk ?? USUAL_DESK_SETTINGS).priority,
  )

/** Who waits for a person and loses their temper becomes more urgent: after each message of theirs that was understood. */
export function recountPriority(draft: Draft, engine: Engine): void {
  const { claimed, commit, content } = draft
  const { handoff } = claimed
  if (handoff === undefined || draft.owner !== 'human' || draft.handoff?.id !== handoff.id) return
  const before = commit.handoffUpdate?.priority ?? handoff.priority
  const { sentiment } = handoffFactsSchema.parse({
    situation: engine.situation(draft.state) as unknown as Json,
    customer: {},
  }).situation
  const facts = handoffFactsSchema.parse(handoff.facts)
  const priority = priorityOf(
    before,
    handoff.reason,
    { situation: { ...facts.situation, sentiment } },
    (content.desk ?? USUAL_DESK_SETTINGS).priority,
  )
  if (higher(before, priority) !== before)
    changeHandoff(draft, { priority }, { change: 'priority', data: { priority } })
}
