import { type HandoffFacts, handoffFactsSchema } from '../../protocol/api/handoff.ts'
import type { EarlierConversation } from '../../protocol/api/package-parts.ts'
import type { Json } from '../../protocol/json.ts'
import type { AgentWords } from './agent-words.ts'
import type { PastConversation } from './package-store.ts'
import { factsOf, given } from './summarise.ts'
import { matterOf } from './summary-line.ts'

/** What a past conversation was about and how it ended, in an agent's words. `situation` reads the engine's state. Pure. */
export function earlierOf(
  past: PastConversation,
  words: AgentWords,
  situation: (state: Json | undefined) => unknown,
): EarlierConversation {
  const { id, channel, openedAt, lastActivityAt, handoff } = past
  const known = knownOf(past, situation)
  const number = known.order?.number ?? known.slots.number
  const title = matterOf(known, words)
  return {
    id,
    channel,
    openedAt,
    lastActivityAt,
    ...given('about', known.intent?.name),
    ...given('title', title),
    ...given(
      'orderNumber',
      typeof number === 'string' || typeof number === 'number' ? String(number) : undefined,
    ),
    ended: endOf(past),
    ...given('cause', handoff?.cause),
    ...given('causeTitle', handoff?.cause === undefined ? undefined : words.cause(handoff.cause)),
    ...given('handoffId', handoff?.id),
  }
}

/** The state goes on after the hand-off, so it knows more than what was noted then. */
function knownOf(
  past: PastConversation,
  situation: (state: Json | undefined) => unknown,
): HandoffFacts['situation'] {
  const noted = past.handoff === undefined ? undefined : factsOf(past.handoff).situation
  if (past.state === undefined && noted !== undefined) return noted
  const read = handoffFactsSchema.shape.situation.safeParse(situation(past.state))
  return read.success ? read.data : (noted ?? handoffFactsSchema.shape.situation.parse({}))
}

function endOf({ status, handoff }: PastConversation): EarlierConversation['ended'] {
  if (handoff?.status === 'resolved') return 'resolved'
  if (status === 'open') return 'open'
  return handoff?.status === 'returned' ? 'returned' : 'bot'
}
