import type { ChannelDeps, Inbound } from '../adapter.ts'
import type { Pace } from '../pace.ts'
import type { FacebookChannel } from './config.ts'
import type { Graph } from './graph.ts'

/** Shows the customers of what was just stored that it was seen. Never waits, never throws: a courtesy. */
export type MarkSeen = (inbound: readonly Inbound[]) => void

const TIMEOUT_MS = 10_000

/** `pace` allows no waiting: a page in a rush spends its calls on answers. `signal` ends what is under way. */
export function createMarkSeen(
  graph: Graph,
  { pace, log, signal }: { pace: Pace; log: ChannelDeps['log']; signal: AbortSignal },
): MarkSeen {
  const mark = async ({ channel, account, threadKey }: Inbound) => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      await pace.take(account, until)
      const body = { recipient: { id: threadKey }, sender_action: 'mark_seen' }
      await graph({ channel: channel as FacebookChannel, account, edge: 'messages', body, signal: until })
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string }
      log.debug({ channel, code }, 'a message was not marked as seen')
    }
  }
  return inbound => {
    const shown = inbound.filter(({ kind, activity }) => kind === 'activity' && activity.type === 'message')
    const threads = new Map(shown.map(one => [`${one.account} ${one.threadKey}`, one]))
    for (const one of threads.values()) void mark(one)
  }
}
