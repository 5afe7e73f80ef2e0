import type { DeliveryStatus } from '../../protocol/channel-event.ts'
import type { Receipted } from '../adapter.ts'
import { meaningOf } from './error-codes.ts'
import type { Status } from './payload.ts'

const STATUSES: Readonly<Record<string, DeliveryStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // A voice message that was listened to.
  played: 'read',
  failed: 'failed',
}

/** What became of a message of ours. Our own key comes back with it; the platform's id is there too. Undefined: a status that we don't know. */
export function readStatus(raw: Status, account: string): Receipted | undefined {
  const status = Object.hasOwn(STATUSES, raw.status) ? STATUSES[raw.status] : undefined
  if (status === undefined) return undefined
  const part = raw.biz_opaque_callback_data
  const receipt = {
    account,
    status,
    platformIds: [raw.id],
    ...(part === undefined ? {} : { part: part.replaceAll('\u0000', '').toWellFormed() }),
  }
  if (status !== 'failed') return receipt
  const [error] = raw.errors ?? []
  if (!error) return { ...receipt, error: 'failed: WhatsApp gives no reason' }
  const { kind, sentence } = meaningOf(error.code)
  return {
    ...receipt,
    error: `${error.code}: ${sentence}`,
    ...(kind === 'window' ? { windowClosed: true } : {}),
  }
}
