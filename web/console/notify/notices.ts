import type { StreamEvent } from '../../../protocol/api/stream.ts'

/** What is worth a sign: `kind` names its words, `notify.<kind>`. */
export interface Notice {
  kind: 'waiting' | 'offered' | 'message' | 'mention' | 'escalated'
  handoffId: string
  name: string
  text: string
}

/** What of an event an agent is told when they look elsewhere; `mine` knows whose a hand-off is. */
export function noticeOf(
  event: StreamEvent,
  me: string,
  mine: (handoffId: string) => boolean,
): Notice | undefined {
  if (event.event === 'handoff') {
    const { change, by, handoff } = event.data
    if (by === me) return undefined
    const about = { handoffId: handoff.id, name: handoff.customerName ?? '', text: handoff.summary }
    if (handoff.status === 'offered' && handoff.agentId === me) return { kind: 'offered', ...about }
    if (change === 'escalated') return { kind: 'escalated', ...about }
    return change === 'created' && handoff.status === 'waiting' ? { kind: 'waiting', ...about } : undefined
  }
  if (event.event === 'message') {
    const { entry, handoffId } = event.data
    // Without an id it is only told again, with a file that was loaded since.
    if (event.id === undefined) return undefined
    if (entry.speaker !== 'customer' || entry.activity.type !== 'message' || !mine(handoffId))
      return undefined
    return { kind: 'message', handoffId, name: entry.author ?? '', text: entry.text ?? '' }
  }
  if (event.event === 'mention') {
    return { kind: 'mention', handoffId: event.data.handoffId, name: event.data.by, text: event.data.text }
  }
  return undefined
}
