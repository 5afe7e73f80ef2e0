import type { Content } from '../dialogs/content.ts'
import { readPhrase } from '../intents/phrases.ts'
import type { Understander } from '../intents/understander.ts'
import { type Clock, isoTime } from '../protocol/clock.ts'
import type { Claimed, TurnCommit } from '../store/store.ts'
import { decide } from './decide.ts'
import type { Engine } from './engine.ts'

/** Where each turn more begins to cost more memory than it saves time; the milliseconds are for slow machines. */
const LASTS = { turns: 200, ms: 400 }
/** Messages of one conversation. */
const MESSAGES = 4

interface RehearseDeps {
  engine: Engine
  understander: Understander
  clock: Clock
}

/**
 * Takes turns with nobody, on the bot's own examples in all its languages, and throws them away. A program that has just begun is several times slower than a minute
 * later: without this its first customers after a restart, who may be many at once, wait for its compiler. Answers how many turns it took; never throws.
 */
export function rehearse(content: Content, deps: RehearseDeps): number {
  const stopAt = performance.now() + LASTS.ms
  const phrases = shuffledPhrases(content)
  let turns = 0
  for (let from = 0; from < phrases.length; from += MESSAGES) {
    let claimed = stranger(isoTime(deps.clock()))
    for (const text of phrases.slice(from, from + MESSAGES)) {
      if (turns >= LASTS.turns || performance.now() > stopAt) return turns
      const commit = answer(hears(claimed, text), content, deps)
      turns++
      if (commit?.state === undefined || commit.owner !== undefined) break
      const state = JSON.parse(JSON.stringify(commit.state))
      claimed = { ...claimed, conversation: { ...claimed.conversation, state } }
    }
  }
  return turns
}

/** What fails in a rehearsal fails again in earnest, and is told then. */
function answer(claimed: Claimed, content: Content, deps: RehearseDeps): TurnCommit | undefined {
  try {
    return decide(claimed, {
      engine: deps.engine,
      understander: () => deps.understander,
      clock: deps.clock,
      gather: true,
      contentOf: () => content,
      onFailure: () => {},
    })
  } catch {
    return undefined
  }
}

/** A few of each intent in each language, so that each language has its turn before the time is over. */
function shuffledPhrases({ training }: Content): string[] {
  const lists = Object.values(training.examples).flatMap(intents => intents.map(({ phrases }) => phrases))
  // A step that has no divisor in common with the number of lists meets them all, far apart.
  const step = 7919
  return Array.from({ length: 2 * lists.length }, (_, n) => {
    const phrases = lists[(n * step) % lists.length] ?? []
    return phrases[n % (phrases.length || 1)]
  }).flatMap(phrase => (phrase === undefined ? [] : [readPhrase(phrase).text]))
}

const stranger = (now: string): Claimed => ({
  conversation: {
    id: 'cnv_rehearsal',
    customerId: 'cus_rehearsal',
    thread: {
      id: 'thr_rehearsal',
      channel: 'webchat',
      account: 'webchat',
      key: 'rehearsal',
      customerId: 'cus_rehearsal',
    },
    status: 'open',
    owner: 'bot',
    ownershipVersion: 0,
    conversationCount: 1,
    openedAt: now,
    lastActivityAt: now,
  },
  customer: { id: 'cus_rehearsal', createdAt: now },
  rows: [],
})

const hears = (claimed: Claimed, text: string): Claimed => ({
  ...claimed,
  rows: [
    {
      id: 'inb_rehearsal',
      conversationId: claimed.conversation.id,
      threadId: claimed.conversation.thread.id,
      seq: 1,
      kind: 'activity',
      status: 'pending',
      payload: { type: 'message', text },
      receivedAt: claimed.conversation.openedAt,
      dueAt: claimed.conversation.openedAt,
      attempts: 0,
    },
  ],
})
