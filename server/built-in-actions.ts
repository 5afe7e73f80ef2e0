import type { BotConfig } from '../dialogs/content.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Log } from '../protocol/log.ts'
import type { InboxStore, Store } from '../store/store.ts'
import {
  continueHere,
  createIdentityActions,
  IDENTITY_ACTIONS,
  type PlacesElsewhere,
} from './identity-actions.ts'
import { ORDER_OPERATIONS, openOrderActions } from './order-actions.ts'

/** What the actions that every bot may call need of the store. */
export type ActionStore = Pick<Store, 'orderChanges' | 'tries' | 'proofs' | 'identities'> & {
  inbox: Pick<InboxStore, 'accept'>
}

/** The actions that every bot may call, for the checks of a bot: names, branches and timeouts, known before there is a store. */
export const BUILT_IN_ACTIONS: readonly Action[] = [...ORDER_OPERATIONS, ...IDENTITY_ACTIONS]

/**
 * The same on the bot's own orders and the store. Who proves an order by its e-mail address is the customer who proved it so on another thread: the two are joined.
 * @throws ContentError with every fault of a CSV file; ConfigError for a source that this program does not know
 */
export async function openBuiltInActions(
  bot: { dir: string; shown: string },
  orders: BotConfig['orders'],
  deps: { store: ActionStore; clock: Clock; log: Log; placesElsewhere: PlacesElsewhere },
): Promise<readonly Action[]> {
  const { store, placesElsewhere } = deps
  const operations = await openOrderActions(bot, orders, {
    ...deps,
    async onEmailProof(context, number, now) {
      const toThreadId = await store.identities.provedElsewhere(context.threadId, number, now)
      if (toThreadId === undefined) return
      // The bot's own talk goes on here; only what a person has already is joined.
      const key = `proof:${context.conversationId}:${toThreadId}`
      await continueHere(store, { context, toThreadId, move: 'human', now, key })
    },
  })
  return [...operations, ...createIdentityActions(store, placesElsewhere)]
}
