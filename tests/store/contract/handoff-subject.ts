import type { Activity } from '../../../protocol/activity.ts'
import { newId } from '../../../protocol/ids.ts'
import type { NewHandoff, Store, TranscriptEntry, TurnCommit } from '../../../store/store.ts'
import { acceptOne, activity, at, takeOne, turn } from './subject.ts'

export const handoff = (change: Partial<NewHandoff> = {}): NewHandoff => ({
  id: newId('hof'),
  reason: 'asked',
  priority: 'normal',
  facts: { intent: 'human.request' },
  deadlineAt: at(60_000),
  ...change,
})

export const entry = (
  speaker: TranscriptEntry['speaker'],
  text: string,
  ms: number,
  change: Partial<Activity> = {},
): TranscriptEntry => ({ id: newId('inb'), at: at(ms), speaker, activity: { ...activity(text), ...change } })

/** A conversation that was handed over. */
export async function handedOver(
  store: Store,
  change: Partial<NewHandoff> = {},
  commit: Partial<TurnCommit> = {},
): Promise<{ id: string; conversationId: string; say(commit: Partial<TurnCommit>): Promise<void> }> {
  const { conversationId } = await acceptOne(store)
  const asked = handoff(change)
  const { conversation } = await takeOne(store, conversationId, one =>
    turn(one, { handoff: asked, owner: 'human', ...commit }),
  )
  const { key: threadKey } = conversation.thread
  return {
    id: asked.id,
    conversationId,
    /** A turn on it. */
    async say(next) {
      await acceptOne(store, { threadKey, platformId: newId('evt') })
      await takeOne(store, conversationId, one => turn(one, next))
    },
  }
}

/** All events of a conversation, without their place. */
export const eventsOf = async (store: Store, conversationId: string): Promise<[string, object][]> =>
  (await store.events.list({ conversationId, limit: 1_000 })).map(({ name, data }) => [name, data])
