import { addActivities, type Draft } from './commit-draft.ts'
import type { Engine } from './engine.ts'
import { handOver } from './hand-over.ts'
import type { TurnRows } from './turn-rows.ts'

/** Tries of one inbox row before it is put aside. */
export const MAX_ATTEMPTS = 3

/** In every language of `bots/common`; the last resort when a bot's own texts lack it. */
const SENTENCE_KEY = 'common.system_error'
const LAST_RESORT = 'Sorry, something went wrong on our side. A person will answer you here.'

/**
 * Puts rows aside that three tries could not take: the customer reads a polite sentence instead of silence, and a person gets the conversation. Where a
 * human owns it already nothing is said.
 */
export function bury(draft: Draft, turn: TurnRows, engine: Engine): void {
  const error = `not taken in ${MAX_ATTEMPTS} tries`
  draft.commit.dead.push(...turn.rows.map(({ id }) => ({ id, error })))
  for (const [n, activity] of turn.activities.entries()) {
    // A damaged payload need not be an object.
    if (turn.kind !== 'activity' || activity?.type !== 'message') continue
    const row = turn.rows[n] as TurnRows['rows'][0]
    draft.commit.transcript.push({ id: row.id, at: row.receivedAt, speaker: 'customer', activity })
  }
  if (draft.owner === 'human') return
  const language = draft.language ?? (draft.content.bot.languages[0] as string)
  const text = draft.content.texts.text(SENTENCE_KEY, { language, now: draft.now }) ?? LAST_RESORT
  const id = `${turn.rows[0].id}:0`
  addActivities(draft, [{ type: 'message', id, timestamp: draft.now, text }], {
    speaker: 'bot',
    notice: true,
  })
  handOver(draft, engine, { reason: 'internal', priority: 'high', note: error })
  // Whatever waited for a call is the agent's to read now.
  draft.commit.release = draft.waiting
}
