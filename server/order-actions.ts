import { join } from 'node:path'
import type { BotConfig } from '../dialogs/content.ts'
import { openCsvOrders } from '../orders/csv.ts'
import { createOrderActions } from '../orders/operations.ts'
import type { OrderSource, OrdersDeps } from '../orders/source.ts'
import type { Action } from '../protocol/call.ts'
import type { Clock } from '../protocol/clock.ts'
import { ConfigError } from '../protocol/errors.ts'
import type { Log } from '../protocol/log.ts'
import type { Store } from '../store/store.ts'

const NO_ORDERS: OrderSource = { find: async () => undefined, change: async () => 'refused' }

/** Names, branches and timeouts of the order operations, for the checks of a bot: known before there is a store. */
export const ORDER_OPERATIONS: readonly Action[] = createOrderActions({
  source: NO_ORDERS,
  deps: { clock: () => 0 } as OrdersDeps,
})

/**
 * The order operations on the bot's own source, with the store for proofs, tries and changes.
 * @throws ContentError with every fault of a CSV file; ConfigError for a source that this program does not know
 */
export async function openOrderActions(
  bot: { dir: string; shown: string },
  orders: BotConfig['orders'],
  deps: {
    store: Pick<Store, 'orderChanges' | 'tries' | 'proofs'>
    clock: Clock
    log: Log
    onEmailProof?: OrdersDeps['onEmailProof']
  },
): Promise<readonly Action[]> {
  const { store, clock, log, onEmailProof } = deps
  return createOrderActions({
    source: await openSource(bot, orders, { store, clock, log }),
    deps: { clock, changes: store.orderChanges, tries: store.tries, proofs: store.proofs, onEmailProof },
  })
}

async function openSource(
  bot: { dir: string; shown: string },
  orders: BotConfig['orders'],
  { store, clock, log }: { store: Pick<Store, 'orderChanges'>; clock: Clock; log: Log },
): Promise<OrderSource> {
  if (orders === undefined) return NO_ORDERS
  const { source, file } = orders
  if (source !== 'csv' || file === undefined) {
    throw new ConfigError(`bot.yaml: orders.source must be csv, with a file; found ${JSON.stringify(source)}`)
  }
  const path = join(bot.dir, file)
  return openCsvOrders({ file: `${bot.shown}/${file}`, path, changes: store.orderChanges, clock, log })
}
