import type { Channel, RenderContext } from '../adapters/adapter.ts'
import type { Content } from '../dialogs/content.ts'
import type { DeskHandoff } from '../handoff/desk-store.ts'
import { readTyping, typingId } from '../handoff/stream/typing.ts'
import type { Activity } from '../protocol/activity.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'
import { asKnown } from './known-name.ts'
import { errorFields } from './log.ts'

/** A client tells of each key; nobody sees a difference between that and once in so long. */
const EVERY_MS = 2_000
/** Of platforms, each a call. */
const PLATFORM_EVERY_MS = 5_000
const REMEMBERED = 5_000

/** Signs of typing, both ways: small, told at once, kept nowhere. */
export interface TypingSigns {
  /** A customer types on this thread: shown to the desk, when a person has the conversation. */
  customer(channel: string, account: string, threadKey: string): void
  /** An agent types: shown to colleagues, and to the customer when it is theirs. */
  agent(handoff: DeskHandoff, agent: { id: string; name: string }): void
  close(): void
}

interface TypingDeps {
  store: Pick<Store, 'conversations' | 'handoffs' | 'agents' | 'signal' | 'onWake'>
  /** The channels that are on in this process. */
  channels(): ReadonlyMap<string, Channel>
  /** By which name customers know an agent. */
  content(): { bot: { handoff: Pick<Content['bot']['handoff'], 'agentNames'> } }
  clock: Clock
  log: Log
}

export function createTyping({ store, channels, content, clock, log }: TypingDeps): TypingSigns {
  const last = new Map<string, number>()

  function due(key: string, everyMs: number): boolean {
    const now = clock()
    if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false
    last.delete(key)
    last.set(key, now)
    if (last.size > REMEMBERED) last.delete(last.keys().next().value as string)
    return true
  }

  const quietly = (work: Promise<unknown>) => {
    work.catch(error => log.debug(errorFields(error), 'a sign of typing was not shown'))
  }

  // Each process shows it to the pages that are open at it.
  const endListening = store.onWake((topic, ids) => {
    if (topic !== 'typing' || !channels().has(WEBCHAT)) return
    for (const typing of ids.flatMap(id => readTyping(id) ?? [])) {
      if (typing.who === 'agent') quietly(showOn(WEBCHAT, typing.handoffId, typing.agentId))
    }
  })

  async function showOn(name: string | undefined, handoffId: string, agentId: string): Promise<void> {
    const [handoff, agent] = await Promise.all([store.handoffs.get(handoffId), store.agents.get(agentId)])
    if (handoff?.status !== 'active' || handoff.agentId !== agentId || agent === undefined) return
    const conversation = await store.conversations.get(handoff.conversationId)
    if (conversation === undefined) return
    const { channel: own, account, key: threadKey, address } = conversation.thread
    const channel = channels().get(own)
    if (channel?.limits.typing !== true || (name === undefined ? own === WEBCHAT : own !== name)) return
    const now = isoTime(clock())
    const context: RenderContext = {
      outboxId: `typing:${handoffId}`,
      locale: conversation.language ?? 'en',
      account,
      threadKey,
      speaker: 'agent',
      now,
      window: 'open',
      text: () => '',
      mediaLink: () => undefined,
    }
    for (const [n, payload] of channel
      .render([asKnown(typingActivity(agent), content())], context)
      .entries()) {
      await channel.send(payload, {
        account,
        threadKey,
        conversationId: conversation.id,
        ...(address === undefined ? {} : { address }),
        idempotencyKey: `typing:${handoffId}:${clock()}:${n}`,
        signal: AbortSignal.timeout(5_000),
      })
    }
  }

  async function customer(channel: string, account: string, threadKey: string): Promise<void> {
    const conversation = await store.conversations.byThread(channel, account, threadKey)
    if (conversation?.owner !== 'human') return
    store.signal('typing', [typingId({ who: 'customer', conversationId: conversation.id })])
  }

  return {
    customer(channel, account, threadKey) {
      if (due(`customer ${channel} ${account} ${threadKey}`, EVERY_MS))
        quietly(customer(channel, account, threadKey))
    },
    agent(handoff, { id }) {
      if (due(`agent ${handoff.id} ${id}`, EVERY_MS)) {
        store.signal('typing', [typingId({ who: 'agent', handoffId: handoff.id, agentId: id })])
      }
      if (due(`platform ${handoff.id}`, PLATFORM_EVERY_MS)) quietly(showOn(undefined, handoff.id, id))
    },
    close: endListening,
  }
}

const WEBCHAT = 'webchat'

const typingActivity = ({ id, name }: { id: string; name: string }): Activity => ({
  type: 'typing',
  from: { id, name, role: 'agent' },
  channelData: { speaker: 'agent' },
})
