import { eventData } from './handoff-statements.ts'
import type { Claimed, TurnCommit } from './store.ts'

/**
 * All that a turn leaves in `events`, in order: the dialogs' own, what became of the hand-off, and each thing that was said while one was open, what opened it
 * included. `data` is JSON.
 */
export function turnEvents(
  { handoff: claimed }: Claimed,
  commit: TurnCommit,
): { name: string; data: string }[] {
  const events = commit.events.map(({ name, data }) => ({ name, data: JSON.stringify(data) }))
  const said = (handoff: string) => {
    for (const { id, speaker } of commit.transcript) {
      events.push({
        name: 'handoff.message',
        data: JSON.stringify({ handoff, entry: id, speaker }),
      })
    }
  }
  if (claimed !== undefined) {
    said(claimed.id)
    for (const change of commit.handoffUpdate?.changes ?? []) {
      events.push({ name: `handoff.${change.change}`, data: eventData(claimed.id, change) })
    }
  }
  const { handoff } = commit
  if (handoff !== undefined) {
    events.push({
      name: 'handoff.created',
      data: eventData(handoff.id, {
        status: handoff.status ?? 'waiting',
        data: { reason: handoff.reason, priority: handoff.priority },
      }),
    })
    if (claimed === undefined) said(handoff.id)
  }
  return events
}

/** Who looks at the desk has something new to see of this conversation. */
export const concernsDesk = ({ handoff }: Claimed, commit: TurnCommit): boolean =>
  commit.handoff !== undefined ||
  (handoff !== undefined &&
    (commit.handoffUpdate !== undefined || commit.transcript.length > 0 || commit.events.length > 0))
